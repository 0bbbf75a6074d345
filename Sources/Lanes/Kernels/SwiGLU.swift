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
  @inlinable @inline(__always)
  public static func backward<V: LaneVector>(
    gate: Rows<V>, up: Rows<V>, width: Int, _ dy: Rows<V>, dgate: Rows<V>, dup: Rows<V>, positions: Range<Int>
  ) {
    let one = V(repeating: 1)
    for p in positions {
      for i in 0..<width {
        let (x, s) = (gate[p][i], V.sigmoid(gate[p][i]))
        let slope = s.addingProduct(x * s, one - s)
        dgate[p][i] = dgate[p][i].addingProduct(dy[p][i] * up[p][i], slope)
        dup[p][i] = dup[p][i].addingProduct(dy[p][i], x * s)
      }
    }
  }
}
