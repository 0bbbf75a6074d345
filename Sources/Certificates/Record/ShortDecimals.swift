import Foundation

extension Interval {
  /// A little wider, with ends that take few digits to write: by at most a ten-thousandth of the width, or 10^-9 of the greater end.
  ///
  /// Boxes make most of a certificate's size, and what they hold beyond the fourth digit of their width proves nothing.
  var withShortEnds: Interval {
    let size = max(upper - lower, 1e-6 * max(lower.magnitude, upper.magnitude), 1e-12)
    guard size.isFinite, size < 1 else { return self }
    // A power of ten, and exact: an end is a quotient of two integers, so that no shorter decimal is nearer.
    let parts = pow(10, (4 - log10(size)).rounded(.up))
    guard parts <= 1e15, max(lower.magnitude, upper.magnitude) * parts < 1e15 else { return self }
    var (low, high) = ((lower * parts).rounded(.down), (upper * parts).rounded(.up))
    // Products and quotients are rounded.
    while low / parts > lower { low -= 1 }
    while high / parts < upper { high += 1 }
    return Interval(unchecked: low / parts, high / parts)
  }
}
