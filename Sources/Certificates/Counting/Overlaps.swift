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
  private static var mostPairs: Int { 2_000_000 }

  /// - Parameter digits: by place, the regions that are not all right, with their question's program.
  init(_ digits: [[(region: CountedRegion, program: CarryProgram)]]) {
    counts = digits.map { $0.reduce(WrongCount(least: 0, most: 0)) { $0 + $1.region.count } }
    self.digits = digits.map { regions in
      regions.filter { $0.region.count.most > 0 }.sorted { $0.region.count.most > $1.region.count.most }
        .map { (InputConstraints($0.region.region, of: $0.program), $0.region.count.most) }
    }
  }

  /// Bounds of how many sums have at least one wrong digit.
  var count: WrongCount {
    let most = min(counts.reduce(0) { $0 + $1.most }, WrongCount.sums)
    let sum = counts.reduce(UInt128(0)) { $0 + $1.least }
    // Pairs of the regions with most wrong inputs are looked at; of what is left, all may be shared.
    let all = digits.map(\.count).max() ?? 0
    let kept = sequence(first: all) { $0 * 3 / 4 }.first { pairs($0) <= Self.mostPairs } ?? 0
    var shared = digits.reduce(UInt128(0)) { $0 + $1.dropFirst(kept).reduce(0) { $0 + $1.most } }
    for i in digits.indices where shared < sum {
      for j in digits.indices.dropFirst(i + 1) { shared += Self.shared(digits[i].prefix(kept), digits[j].prefix(kept)) }
    }
    let least = max(counts.map(\.least).max() ?? 0, sum - min(shared, sum))
    return WrongCount(least: min(least, most), most: most)
  }

  /// How many pairs there are if so many of each digit's regions are kept.
  private func pairs(_ kept: Int) -> Int {
    let sizes = digits.map { min($0.count, kept) }
    let all = sizes.reduce(0, +)
    return (all * all - sizes.reduce(0) { $0 + $1 * $1 }) / 2
  }

  private static func shared(
    _ a: ArraySlice<(constraints: InputConstraints, most: UInt128)>, _ b: ArraySlice<(constraints: InputConstraints, most: UInt128)>
  ) -> UInt128 {
    var shared = UInt128(0)
    for one in a {
      for other in b { shared += min(one.constraints.and(other.constraints).count, one.most, other.most) }
    }
    return shared
  }
}
