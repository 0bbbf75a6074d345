/// Elements that lie in memory in an order of their own.
struct StridedElements {
  /// The dimensions, slowest first.
  let shape: [Int]
  /// Elements from one place of a dimension to the next, one number per dimension, none negative.
  let strides: [Int]
  /// The first element's place.
  let offset: Int
  /// Bytes an element takes.
  let elementSize: Int

  /// The elements' bytes in row-major order. All of them must lie in `bytes`.
  func rowMajor(of bytes: [UInt8]) -> [UInt8] {
    let count = shape.reduce(1, *)
    guard count > 0 else { return [] }
    // The last dimensions may lie in row-major order already: runs of elements that are copied whole.
    var run = 1
    var outer = shape.count
    while outer > 0, strides[outer - 1] == run || shape[outer - 1] == 1 {
      outer -= 1
      run *= shape[outer]
    }
    var result: [UInt8] = []
    result.reserveCapacity(count * elementSize)
    var position = [Int](repeating: 0, count: outer)
    var source = offset
    while result.count < count * elementSize {
      result += bytes[source * elementSize..<(source + run) * elementSize]
      for axis in (0..<outer).reversed() {
        // A stride may be any number where there is but one place: it must not even be added.
        if position[axis] + 1 < shape[axis] {
          position[axis] += 1
          source += strides[axis]
          break
        }
        source -= strides[axis] * position[axis]
        position[axis] = 0
      }
    }
    return result
  }
}
