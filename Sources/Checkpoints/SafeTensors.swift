import Files

/// The safetensors format: eight bytes with the header's length, a JSON header, the tensors' bytes one after another.
///
/// See https://github.com/huggingface/safetensors. The reader accepts what the reference does, minus what could mean two
/// things; files of the writer are read by every implementation.
public enum SafeTensors {
  /// No header may be longer, as in the reference implementation.
  static let largestHeader = 100_000_000

  /// Reads a file. With `allowingNonFinite`, tensors may hold NaN and infinities; a model's may not.
  public static func read(_ path: String, allowingNonFinite: Bool = false) throws(FileError) -> TensorArchive {
    try decode(try InputFile.read(path), path: path, allowingNonFinite: allowingNonFinite)
  }

  /// Writes a file in one step; equal archives give equal files.
  public static func write(_ archive: TensorArchive, to path: String) throws(FileError) {
    try AtomicFile.write(encode(archive), to: path)
  }

  /// Reads a file's bytes; `path` is its name for errors.
  public static func decode(
    _ bytes: [UInt8], path: String, allowingNonFinite: Bool = false
  ) throws(FileError) -> TensorArchive {
    let archive = try SafeTensorsDecoder(bytes: bytes, path: path).archive()
    if !allowingNonFinite { try archive.requireFinite(path: path) }
    return archive
  }

  /// A file's bytes: metadata sorted by name, tensors in the archive's order, the header padded to eight bytes.
  public static func encode(_ archive: TensorArchive) -> [UInt8] {
    var members: [String] = []
    if !archive.metadata.isEmpty {
      let strings = archive.metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
      members.append("\"\(TensorArchive.metadataName)\":{\(strings.joined(separator: ","))}")
    }
    var offset = 0
    for tensor in archive.tensors {
      let end = offset + tensor.bytes.count
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        #"\#(quoted(tensor.name)):{"dtype":"\#(tensor.elementType.rawValue)","shape":[\#(shape)],"data_offsets":[\#(offset),\#(end)]}"#
      )
      offset = end
    }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    while !header.count.isMultiple(of: 8) { header.append(UInt8(ascii: " ")) }

    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + offset)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes += $0 }
    bytes += header
    for tensor in archive.tensors { bytes += tensor.bytes }
    return bytes
  }

  /// Whether the first bytes can be those of a safetensors file.
  static func hasPlausibleHeader(_ bytes: [UInt8]) -> Bool {
    bytes.count > 8 && headerLength(bytes) <= largestHeader && bytes[8] == UInt8(ascii: "{")
  }

  /// The first eight bytes as a number; there must be eight.
  static func headerLength(_ bytes: [UInt8]) -> UInt64 {
    bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
