extension Tensor {
  /// The elements as float32. Exact from F16, BF16, F32, U8 and BOOL; rounded to nearest from the wider types, so that a
  /// large F64 may become infinite.
  public func floats() -> [Float] {
    switch elementType {
    case .float16: words(UInt16.self).map(Self.widened(half:))
    case .bfloat16: words(UInt16.self).map { Float(bitPattern: UInt32($0) << 16) }
    case .float32: words(UInt32.self).map(Float.init(bitPattern:))
    case .float64: words(UInt64.self).map { Float(Double(bitPattern: $0)) }
    case .int64: words(Int64.self).map(Float.init)
    case .int32: words(Int32.self).map(Float.init)
    case .uint8: bytes.map(Float.init)
    case .bool: bytes.map { $0 == 0 ? 0 : 1 }
    }
  }

  /// The elements as float64. Exact from every type but I64, which is rounded to nearest beyond 2^53.
  public func doubles() -> [Double] {
    switch elementType {
    case .float64: words(UInt64.self).map(Double.init(bitPattern:))
    case .int64: words(Int64.self).map(Double.init)
    case .int32: words(Int32.self).map(Double.init)
    case .float16, .bfloat16, .float32, .uint8, .bool: floats().map(Double.init)
    }
  }

  /// The elements as integers; nil when they are stored as floating-point numbers.
  public func integers() -> [Int64]? {
    switch elementType {
    case .int64: words(Int64.self)
    case .int32: words(Int32.self).map(Int64.init)
    case .uint8: bytes.map(Int64.init)
    case .bool: bytes.map { $0 == 0 ? 0 : 1 }
    case .float16, .bfloat16, .float32, .float64: nil
    }
  }

  /// A matrix with its rows as columns, in float32; anything else as it is.
  var transposed: Tensor {
    guard shape.count == 2 else { return self }
    let values = floats()
    return Tensor(
      name: name, shape: shape.reversed(),
      floats: (0..<shape[1]).flatMap { column in (0..<shape[0]).map { values[$0 * shape[1] + column] } })
  }

  /// The first element that is NaN or infinite and its position, one index per dimension; nil when all are finite.
  public func firstNonFinite() -> (position: [Int], value: Double)? {
    guard elementType.isFloatingPoint else { return nil }
    let values = doubles()
    guard var flat = values.firstIndex(where: { !$0.isFinite }) else { return nil }
    let value = values[flat]
    var position: [Int] = []
    for dimension in shape.reversed() {
      position.append(flat % dimension)
      flat /= dimension
    }
    return (position.reversed(), value)
  }

  private func words<Word: FixedWidthInteger>(_ type: Word.Type) -> [Word] {
    bytes.withUnsafeBytes { buffer in
      stride(from: 0, to: buffer.count, by: MemoryLayout<Word>.size).map {
        Word(littleEndian: buffer.loadUnaligned(fromByteOffset: $0, as: Word.self))
      }
    }
  }

  /// A binary16 as a binary32. `Float16` would do it, but does not exist on every platform.
  private static func widened(half: UInt16) -> Float {
    let sign = UInt32(half & 0x8000) << 16
    let exponent = UInt32(half >> 10) & 0x1F
    let fraction = UInt32(half & 0x3FF)
    switch exponent {
    case 0:  // Zero or subnormal: a multiple of 2^-24.
      let magnitude = Float(fraction) * 0x1p-24
      return Float(bitPattern: sign | magnitude.bitPattern)
    case 31:  // Infinity or NaN.
      return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default:  // The exponents' biases, 15 and 127, differ by 112.
      return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}
