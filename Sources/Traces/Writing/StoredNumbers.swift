extension TracePrecision {
  /// The bytes of numbers as they stand in the file, each rounded to this precision.
  func stored<Number: BinaryFloatingPoint>(_ numbers: UnsafeBufferPointer<Number>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: numbers.count * elementType.size) { buffer, count in
      count = numbers.count * elementType.size
      store(numbers, to: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  /// Writes numbers as they stand in the file.
  /// - Precondition: `target` has room for them.
  @inline(__always)
  func store<Number: BinaryFloatingPoint>(
    _ numbers: UnsafeBufferPointer<Number>, to target: UnsafeMutableRawBufferPointer
  ) {
    precondition(target.count >= numbers.count * elementType.size, "there is room for the numbers")
    guard let to = target.baseAddress else { return }
    switch self {
    case .float16:
      for index in numbers.indices {
        to.storeBytes(of: Float16(numbers[index]).bitPattern.littleEndian, toByteOffset: index &* 2, as: UInt16.self)
      }
    case .float32:
      for index in numbers.indices {
        to.storeBytes(of: Float(numbers[index]).bitPattern.littleEndian, toByteOffset: index &* 4, as: UInt32.self)
      }
    case .float64:
      for index in numbers.indices {
        to.storeBytes(of: Double(numbers[index]).bitPattern.littleEndian, toByteOffset: index &* 8, as: UInt64.self)
      }
    }
  }
}
