/// Dispatch of both norms over their width: what `Standardization` is compiled for.
@usableFromInline
enum NormTiles<let Centers: Int> {
  @inlinable @inline(__always)
  static func forward<V: LaneVector>(
    _ x: Rows<V>, _ width: Int, _ weight: UnsafePointer<V.Scalar>, _ bias: UnsafePointer<V.Scalar>?, _ epsilon: V.Scalar,
    _ scale: Rows<V>, _ normalized: Rows<V>?, _ y: Rows<V>, _ positions: Range<Int>
  ) {
    switch width {
    case 1: Standardization<1, 1, Centers, V>(parts: 1).forward(x, weight, bias, epsilon, scale, normalized, y, positions)
    case 2: Standardization<2, 1, Centers, V>(parts: 1).forward(x, weight, bias, epsilon, scale, normalized, y, positions)
    case 3: Standardization<3, 1, Centers, V>(parts: 1).forward(x, weight, bias, epsilon, scale, normalized, y, positions)
    case 4: Standardization<4, 1, Centers, V>(parts: 1).forward(x, weight, bias, epsilon, scale, normalized, y, positions)
    case 5: Standardization<5, 1, Centers, V>(parts: 1).forward(x, weight, bias, epsilon, scale, normalized, y, positions)
    case 6: Standardization<6, 1, Centers, V>(parts: 1).forward(x, weight, bias, epsilon, scale, normalized, y, positions)
    case 7: Standardization<7, 1, Centers, V>(parts: 1).forward(x, weight, bias, epsilon, scale, normalized, y, positions)
    case 8: Standardization<8, 1, Centers, V>(parts: 1).forward(x, weight, bias, epsilon, scale, normalized, y, positions)
    case let width where width % 8 == 0:
      Standardization<8, 0, Centers, V>(parts: width / 8).forward(x, weight, bias, epsilon, scale, normalized, y, positions)
    default: Standardization<1, 0, Centers, V>(parts: width).forward(x, weight, bias, epsilon, scale, normalized, y, positions)
    }
  }

  @inlinable @inline(__always)
  static func backward<V: LaneVector>(
    _ x: Rows<V>, _ width: Int, _ weight: UnsafePointer<V.Scalar>, _ scale: Rows<V>, _ dy: Rows<V>, _ dx: Rows<V>,
    _ addsFrom: Int, _ weightGradient: UnsafeMutablePointer<V.Scalar>, _ biasGradient: UnsafeMutablePointer<V.Scalar>?,
    _ positions: Range<Int>
  ) {
    switch width {
    case 1:
      Standardization<1, 1, Centers, V>(parts: 1).backward(
        x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    case 2:
      Standardization<2, 1, Centers, V>(parts: 1).backward(
        x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    case 3:
      Standardization<3, 1, Centers, V>(parts: 1).backward(
        x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    case 4:
      Standardization<4, 1, Centers, V>(parts: 1).backward(
        x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    case 5:
      Standardization<5, 1, Centers, V>(parts: 1).backward(
        x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    case 6:
      Standardization<6, 1, Centers, V>(parts: 1).backward(
        x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    case 7:
      Standardization<7, 1, Centers, V>(parts: 1).backward(
        x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    case 8:
      Standardization<8, 1, Centers, V>(parts: 1).backward(
        x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    case let width where width % 8 == 0:
      Standardization<8, 0, Centers, V>(parts: width / 8).backward(
        x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    default:
      Standardization<1, 0, Centers, V>(parts: width).backward(
        x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    }
  }
}
