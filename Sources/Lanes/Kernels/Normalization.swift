/// Root-mean-square normalization: `y = x / s * w` with `s = sqrt(mean(x^2) + epsilon)`. Zhang and Sennrich 2019.
public enum RMSNorm {
  /// Writes `s` to `scale` (one feature) and the normalized features to `y`.
  @inlinable @inline(__always)
  public static func forward<V: LaneVector>(
    _ x: Rows<V>, width: Int, weight: UnsafePointer<V.Scalar>, epsilon: V.Scalar, scale: Rows<V>, into y: Rows<V>,
    positions: Range<Int>
  ) {
    switch width {
    case 1: Standardization<1, 1, 0, V>(parts: 1).forward(x, weight, nil, epsilon, scale, y, positions)
    case 2: Standardization<2, 1, 0, V>(parts: 1).forward(x, weight, nil, epsilon, scale, y, positions)
    case 3: Standardization<3, 1, 0, V>(parts: 1).forward(x, weight, nil, epsilon, scale, y, positions)
    case 4: Standardization<4, 1, 0, V>(parts: 1).forward(x, weight, nil, epsilon, scale, y, positions)
    case 5: Standardization<5, 1, 0, V>(parts: 1).forward(x, weight, nil, epsilon, scale, y, positions)
    case 6: Standardization<6, 1, 0, V>(parts: 1).forward(x, weight, nil, epsilon, scale, y, positions)
    case 7: Standardization<7, 1, 0, V>(parts: 1).forward(x, weight, nil, epsilon, scale, y, positions)
    case 8: Standardization<8, 1, 0, V>(parts: 1).forward(x, weight, nil, epsilon, scale, y, positions)
    case let width where width % 8 == 0:
      Standardization<8, 0, 0, V>(parts: width / 8).forward(x, weight, nil, epsilon, scale, y, positions)
    default: Standardization<1, 0, 0, V>(parts: width).forward(x, weight, nil, epsilon, scale, y, positions)
    }
  }

  /// With `n = x / s`: `dx += (w dy - n mean(w dy n)) / s` and `dw += sum of dy n`.
  ///
  /// - Parameter addsFrom: the position from which on `dx` holds something to be added to; before it is overwritten.
  @inlinable @inline(__always)
  public static func backward<V: LaneVector>(
    _ x: Rows<V>, width: Int, weight: UnsafePointer<V.Scalar>, scale: Rows<V>, _ dy: Rows<V>, into dx: Rows<V>,
    addsFrom: Int = 0, weightGradient: UnsafeMutablePointer<V.Scalar>, positions: Range<Int>
  ) {
    switch width {
    case 1: Standardization<1, 1, 0, V>(parts: 1).backward(x, weight, scale, dy, dx, addsFrom, weightGradient, nil, positions)
    case 2: Standardization<2, 1, 0, V>(parts: 1).backward(x, weight, scale, dy, dx, addsFrom, weightGradient, nil, positions)
    case 3: Standardization<3, 1, 0, V>(parts: 1).backward(x, weight, scale, dy, dx, addsFrom, weightGradient, nil, positions)
    case 4: Standardization<4, 1, 0, V>(parts: 1).backward(x, weight, scale, dy, dx, addsFrom, weightGradient, nil, positions)
    case 5: Standardization<5, 1, 0, V>(parts: 1).backward(x, weight, scale, dy, dx, addsFrom, weightGradient, nil, positions)
    case 6: Standardization<6, 1, 0, V>(parts: 1).backward(x, weight, scale, dy, dx, addsFrom, weightGradient, nil, positions)
    case 7: Standardization<7, 1, 0, V>(parts: 1).backward(x, weight, scale, dy, dx, addsFrom, weightGradient, nil, positions)
    case 8: Standardization<8, 1, 0, V>(parts: 1).backward(x, weight, scale, dy, dx, addsFrom, weightGradient, nil, positions)
    case let width where width % 8 == 0:
      Standardization<8, 0, 0, V>(parts: width / 8).backward(x, weight, scale, dy, dx, addsFrom, weightGradient, nil, positions)
    default:
      Standardization<1, 0, 0, V>(parts: width).backward(x, weight, scale, dy, dx, addsFrom, weightGradient, nil, positions)
    }
  }
}

/// Layer normalization: `y = (x - mean) / s * w + b` with `s = sqrt(var + epsilon)`, the variance biased. Ba et al. 2016.
public enum LayerNorm {
  /// Writes `s` to `scale` (one feature) and the normalized features to `y`.
  @inlinable @inline(__always)
  public static func forward<V: LaneVector>(
    _ x: Rows<V>, width: Int, weight: UnsafePointer<V.Scalar>, bias: UnsafePointer<V.Scalar>, epsilon: V.Scalar,
    scale: Rows<V>, into y: Rows<V>, positions: Range<Int>
  ) {
    switch width {
    case 1: Standardization<1, 1, 1, V>(parts: 1).forward(x, weight, bias, epsilon, scale, y, positions)
    case 2: Standardization<2, 1, 1, V>(parts: 1).forward(x, weight, bias, epsilon, scale, y, positions)
    case 3: Standardization<3, 1, 1, V>(parts: 1).forward(x, weight, bias, epsilon, scale, y, positions)
    case 4: Standardization<4, 1, 1, V>(parts: 1).forward(x, weight, bias, epsilon, scale, y, positions)
    case 5: Standardization<5, 1, 1, V>(parts: 1).forward(x, weight, bias, epsilon, scale, y, positions)
    case 6: Standardization<6, 1, 1, V>(parts: 1).forward(x, weight, bias, epsilon, scale, y, positions)
    case 7: Standardization<7, 1, 1, V>(parts: 1).forward(x, weight, bias, epsilon, scale, y, positions)
    case 8: Standardization<8, 1, 1, V>(parts: 1).forward(x, weight, bias, epsilon, scale, y, positions)
    case let width where width % 8 == 0:
      Standardization<8, 0, 1, V>(parts: width / 8).forward(x, weight, bias, epsilon, scale, y, positions)
    default: Standardization<1, 0, 1, V>(parts: width).forward(x, weight, bias, epsilon, scale, y, positions)
    }
  }

  /// With `n = (x - mean) / s`: `dx += (w dy - mean(w dy) - n mean(w dy n)) / s`, `dw += sum of dy n`, `db += sum of dy`.
  ///
  /// - Parameter addsFrom: the position from which on `dx` holds something to be added to; before it is overwritten.
  @inlinable @inline(__always)
  public static func backward<V: LaneVector>(
    _ x: Rows<V>, width: Int, weight: UnsafePointer<V.Scalar>, scale: Rows<V>, _ dy: Rows<V>, into dx: Rows<V>,
    addsFrom: Int = 0, weightGradient: UnsafeMutablePointer<V.Scalar>, biasGradient: UnsafeMutablePointer<V.Scalar>,
    positions: Range<Int>
  ) {
    switch width {
    case 1:
      Standardization<1, 1, 1, V>(parts: 1).backward(x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    case 2:
      Standardization<2, 1, 1, V>(parts: 1).backward(x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    case 3:
      Standardization<3, 1, 1, V>(parts: 1).backward(x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    case 4:
      Standardization<4, 1, 1, V>(parts: 1).backward(x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    case 5:
      Standardization<5, 1, 1, V>(parts: 1).backward(x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    case 6:
      Standardization<6, 1, 1, V>(parts: 1).backward(x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    case 7:
      Standardization<7, 1, 1, V>(parts: 1).backward(x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    case 8:
      Standardization<8, 1, 1, V>(parts: 1).backward(x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    case let width where width % 8 == 0:
      Standardization<8, 0, 1, V>(parts: width / 8).backward(
        x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    default:
      Standardization<1, 0, 1, V>(parts: width).backward(
        x, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
    }
  }
}
