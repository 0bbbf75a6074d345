/// A window on a buffer of lane vectors laid out `[position][feature]`: some features of every position.
///
/// A view, not an owner: valid as long as the workspace it points into.
public struct Rows<V: LaneVector> {
  /// The window's first feature at position 0.
  public let base: UnsafeMutablePointer<V>
  /// Vectors from one position to the next.
  public let stride: Int

  /// A window whose first feature at position 0 is at `base`.
  @inlinable @inline(__always)
  public init(_ base: UnsafeMutablePointer<V>, stride: Int) {
    self.base = base
    self.stride = stride
  }

  /// The window's features at a position.
  @inlinable @inline(__always)
  public subscript(position: Int) -> UnsafeMutablePointer<V> { base + position * stride }
}

/// A window on causal attention scores or patterns, `[query][key]` with only keys up to the query stored.
public struct Triangle<V: LaneVector> {
  /// Query 0, key 0.
  public let base: UnsafeMutablePointer<V>

  /// A triangle whose first entry is at `base`.
  @inlinable @inline(__always)
  public init(_ base: UnsafeMutablePointer<V>) { self.base = base }

  /// The keys 0...query of one query.
  @inlinable @inline(__always)
  public subscript(query: Int) -> UnsafeMutablePointer<V> { base + query * (query + 1) / 2 }

  /// Vectors that a triangle of so many positions takes.
  @inlinable
  public static func count(positions: Int) -> Int { positions * (positions + 1) / 2 }
}
