/// The gated unit `y = silu(gate) * up` with `silu(x) = x sigmoid(x)`. Shazeer 2020.
public enum SwiGLU {
  /// Writes the products, feature by feature.
  @inlinable @inline(__always)
  public static func forward<V: LaneVector>(
    gate: Rows<V>, up: Rows<V>, width: Int, into y: Rows<V>, positions: Range<Int>
  ) {
    for p in positions {
      for i in 0..<width { y[p][i] = gate[p][i] * V.sigmoid(gate[p][i]) * up[p][i] }
    }
  }

  /// With `s = sigmoid(gate)`: `dgate += dy up s (1 + gate (1 - s))`, `dup += dy gate s`.
  ///
  /// - Parameters:
  ///   - dgateAddsFrom: the position from which on `dgate` holds something to be added to; before it is overwritten.
  ///   - dupAddsFrom: the same for `dup`.
  @inlinable @inline(__always)
  public static func backward<V: LaneVector>(
    gate: Rows<V>, up: Rows<V>, width: Int, _ dy: Rows<V>, dgate: Rows<V>,
    dgateAddsFrom: Int = 0, dup: Rows<V>, dupAddsFrom: Int = 0, positions: Range<Int>
  ) {
    let one = V(repeating: 1)
    for p in positions {
      for i in 0..<width {
        let (x, s) = (gate[p][i], V.sigmoid(gate[p][i]))
        let slope = s.addingProduct(x * s, one - s)
        let old = (p >= dgateAddsFrom ? dgate[p][i] : V.zero, p >= dupAddsFrom ? dup[p][i] : V.zero)
        dgate[p][i] = old.0.addingProduct(dy[p][i] * up[p][i], slope)
        dup[p][i] = old.1.addingProduct(dy[p][i], x * s)
      }
    }
  }
}
