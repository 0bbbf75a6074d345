/// Loops whose length is small and known only when running, compiled as if it were known before.
@usableFromInline
enum Unrolled {
  /// Calls `body` with `count`, as a constant where it is at most eight.
  ///
  /// The body is compiled once for each constant, and its loops become straight code.
  @inlinable @inline(__always)
  static func loops(upTo count: Int, _ body: (Int) -> Void) {
    switch count {
    case 1: body(1)
    case 2: body(2)
    case 3: body(3)
    case 4: body(4)
    case 5: body(5)
    case 6: body(6)
    case 7: body(7)
    case 8: body(8)
    default: body(count)
    }
  }
}
