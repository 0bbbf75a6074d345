import Addition

/// How many sums have a wrong digit, given how many have a certain digit wrong: some have several.
///
/// At least the largest digit's count, and at least the sum over digits less what two digits share (Bonferroni 1936); at most
/// the sum over digits.
struct Overlaps {
  /// Regions of a digit with at most so many wrong inputs.
  private let digits: [[(constraints: InputConstraints, most: UInt128)]]
  private let counts: [WrongCount]

  /// Pairs of regions that are looked at, at most.
  private static var mostPairs: Int { 20_000_000 }

  /// - Parameter digits: by place, the regions that are not all right, with their question's program.
  init(_ digits: [[(region: CountedRegion, program: CarryProgram)]]) {
    counts = digits.map { $0.reduce(WrongCount(least: 0, most: 0)) { $0 + $1.region.count } }
    self.digits = digits.map { regions in
      regions.compactMap { $0.region.count.most == 0 ? nil : (InputConstraints($0.region.region, of: $0.program), $0.region.count.most) }
    }
  }

  /// Bounds of how many sums have at least one wrong digit.
  var count: WrongCount {
    let most = min(counts.reduce(0) { $0 + $1.most }, WrongCount.sums)
    var least = counts.map(\.least).max() ?? 0
    let sizes = digits.map(\.count)
    let all = sizes.reduce(0, +)
    if (all * all - sizes.reduce(0) { $0 + $1 * $1 }) / 2 <= Self.mostPairs {
      let sum = counts.reduce(UInt128(0)) { $0 + $1.least }
      var shared = UInt128(0)
      for i in digits.indices {
        for j in digits.indices.dropFirst(i + 1) { shared += Self.shared(digits[i], digits[j]) }
      }
      if shared < sum { least = max(least, sum - shared) }
    }
    return WrongCount(least: min(least, most), most: most)
  }

  private static func shared(
    _ a: [(constraints: InputConstraints, most: UInt128)], _ b: [(constraints: InputConstraints, most: UInt128)]
  ) -> UInt128 {
    var shared = UInt128(0)
    for one in a {
      for other in b { shared += min(one.constraints.and(other.constraints).count, one.most, other.most) }
    }
    return shared
  }
}
