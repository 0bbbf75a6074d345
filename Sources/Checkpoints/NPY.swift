import Files

/// NumPy's format for one array, versions 1.0, 2.0 and 3.0.
public enum NPY {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// No array's header is longer; NumPy itself stops at ten thousand.
  static let largestHeader = 1 << 16

  /// Reads an array, which gets the name given; `path` is the file's name for errors.
  public static func decode(_ bytes: [UInt8], name: String, path: String) throws(FileError) -> Tensor {
    let title = "array '\(name.shortened)'"
    guard bytes.count >= 10 else { throw .damaged(path, "\(title) has \(bytes.count) bytes, too few for a header") }
    guard bytes.starts(with: magic) else {
      if let error = FileKind(of: bytes).mismatch(expected: "a NumPy array", path: path) { throw error }
      throw .damaged(path, "\(title) does not begin as a .npy array")
    }
    let lengthSize: Int
    switch (bytes[6], bytes[7]) {
    case (1, 0): lengthSize = 2
    case (2, 0), (3, 0): lengthSize = 4
    case (let major, let minor):
      throw .damaged(path, "\(title) is in version \(major).\(minor) of the format", remedy: "write it with numpy.save")
    }
    let start = 8 + lengthSize
    guard bytes.count >= start else { throw .damaged(path, "\(title) is cut short in its header") }
    let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= largestHeader else {
      throw .damaged(path, "the header of \(title) claims \(length) bytes, more than \(largestHeader)")
    }
    guard length <= bytes.count - start else {
      throw .damaged(path, "the header of \(title) claims \(length) bytes but only \(bytes.count - start) follow")
    }
    let header: NPYHeader
    do {
      header = try NPYHeader(parsing: bytes[start..<start + length])
    } catch {
      throw .damaged(path, "the header of \(title) is not as NumPy writes it: \(error.problem)")
    }
    return try tensor(header, data: bytes[(start + length)...], name: name, path: path)
  }

  private static func tensor(
    _ header: NPYHeader, data: ArraySlice<UInt8>, name: String, path: String
  ) throws(FileError) -> Tensor {
    let title = "array '\(name.shortened)'"
    if header.description.contains("O") {
      throw .damaged(path, "\(title) holds Python objects, which are programs", remedy: "save it as numbers")
    }
    guard let (type, isBigEndian) = elementType(header.description) else {
      throw .damaged(
        path, "\(title) has the element type '\(header.description.shortened)'",
        remedy: "save it as float16, float32, float64, int32, int64, uint8 or bool")
    }
    guard let size = type.byteCount(shape: header.shape) else {
      throw .damaged(path, "\(title) has an impossibly large shape")
    }
    guard size == data.count else {
      throw .damaged(path, "\(title) needs \(size) bytes for its shape but has \(data.count)")
    }
    var bytes = Array(data)
    if isBigEndian { reverseWords(&bytes, size: type.byteCount) }
    if header.isColumnMajor { bytes = rowMajor(bytes, shape: header.shape, size: type.byteCount) }
    guard let tensor = Tensor(name: name, shape: header.shape, elementType: type, bytes: bytes) else {
      throw .damaged(path, "\(title) has a shape that does not fit its bytes")
    }
    return tensor
  }

  /// Reads a type such as `<f4`: byte order, kind, bytes. Only types of one byte have no byte order.
  private static func elementType(_ description: String) -> (type: ElementType, isBigEndian: Bool)? {
    let type: ElementType? =
      switch description.dropFirst() {
      case "f2": .float16
      case "f4": .float32
      case "f8": .float64
      case "i4": .int32
      case "i8": .int64
      case "u1": .uint8
      case "b1": .bool
      default: nil
      }
    guard let type else { return nil }
    switch description.first {
    case "<": return (type, false)
    case ">": return (type, true)
    case "|": return type.byteCount == 1 ? (type, false) : nil
    default: return nil
    }
  }

  private static func reverseWords(_ bytes: inout [UInt8], size: Int) {
    for start in stride(from: 0, to: bytes.count, by: size) {
      bytes[start..<start + size].reverse()
    }
  }

  /// Reorders elements whose first index runs fastest into those whose last does.
  private static func rowMajor(_ bytes: [UInt8], shape: [Int], size: Int) -> [UInt8] {
    // An empty array's other dimensions may be too large to multiply.
    if bytes.isEmpty { return [] }
    var strides: [Int] = []
    var stride = 1
    for dimension in shape {
      strides.append(stride)
      stride *= dimension
    }
    return StridedElements(shape: shape, strides: strides, offset: 0, elementSize: size).rowMajor(of: bytes)
  }

  /// The bytes of a version 1.0 file. NumPy knows no BF16, which is widened to float32.
  public static func encode(_ tensor: Tensor) -> [UInt8] {
    guard tensor.elementType != .bfloat16 else {
      return encode(Tensor(name: tensor.name, shape: tensor.shape, floats: tensor.floats()))
    }
    let description =
      switch tensor.elementType {
      case .float16: "<f2"
      case .float32, .bfloat16: "<f4"
      case .float64: "<f8"
      case .int32: "<i4"
      case .int64: "<i8"
      case .uint8: "|u1"
      case .bool: "|b1"
      }
    let shape = tensor.shape.map(String.init).joined(separator: ", ") + (tensor.shape.count == 1 ? "," : "")
    var header = Array("{'descr': '\(description)', 'fortran_order': False, 'shape': (\(shape)), }".utf8)
    // The data begin at a multiple of 64 bytes, the newline before them.
    while !(10 + header.count + 1).isMultiple(of: 64) { header.append(UInt8(ascii: " ")) }
    header.append(UInt8(ascii: "\n"))
    precondition(header.count <= Int(UInt16.max), "'\(tensor.name)' has thousands of dimensions")
    return magic + [1, 0, UInt8(header.count & 0xFF), UInt8(header.count >> 8)] + header + tensor.bytes
  }
}
