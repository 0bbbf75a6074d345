import Addition

/// How many sums have a wrong digit, given how many have a certain digit wrong: some have several.
///
/// At least the largest digit's count, and at least the sum over digits less what two digits share (Bonferroni 1936); at most
/// the sum over digits.
struct Overlaps {
  /// Inputs of a digit, at most so many of them wrong.
  private struct Group {
    let constraints: InputConstraints
    var most: UInt128
  }

  private let digits: [[Group]]
  private let counts: [WrongCount]

  /// Groups of a digit that are compared with others'.
  private static var mostGroups: Int { 400 }

  /// - Parameter digits: by place, what is not all right.
  init(_ digits: [[CountedInputs]]) {
    counts = digits.map { $0.reduce(WrongCount(least: 0, most: 0)) { $0 + $1.counted.count } }
    self.digits = digits.map { Self.groups($0.filter { $0.counted.count.most > 0 }) }
  }

  /// The regions with most wrong inputs as they are, and the others together with those that share the first digits given.
  private static func groups(_ inputs: [CountedInputs]) -> [Group] {
    let sorted = inputs.sorted { $0.counted.count.most > $1.counted.count.most }
    let alone = sorted.prefix(mostGroups / 2).map { Group(constraints: $0.constraints(depth: .max), most: $0.counted.count.most) }
    let rest = sorted.dropFirst(mostGroups / 2)
    var depth = rest.map(\.counted.depth).max() ?? 0
    while true {
      var groups: [InputConstraints: UInt128] = [:]
      for input in rest { groups[input.constraints(depth: depth), default: 0] += input.counted.count.most }
      if groups.count <= mostGroups || depth == 0 {
        return alone + groups.map { Group(constraints: $0.key, most: $0.value) }
      }
      depth -= 1
    }
  }

  /// Bounds of how many sums have at least one wrong digit.
  var count: WrongCount {
    let most = min(counts.reduce(0) { $0 + $1.most }, WrongCount.sums)
    let sum = counts.reduce(UInt128(0)) { $0 + $1.least }
    var shared = UInt128(0)
    for i in digits.indices where shared < sum {
      for j in digits.indices.dropFirst(i + 1) { shared += Self.shared(digits[i], digits[j]) }
    }
    let least = max(counts.map(\.least).max() ?? 0, sum - min(shared, sum))
    return WrongCount(least: min(least, most), most: most)
  }

  private static func shared(_ a: [Group], _ b: [Group]) -> UInt128 {
    var shared = UInt128(0)
    for one in a {
      for other in b { shared += min(one.constraints.and(other.constraints).count, one.most, other.most) }
    }
    return shared
  }
}

/// A counted region with the question it is of.
struct CountedInputs: Sendable {
  let counted: CountedRegion
  let program: CarryProgram
  /// The places whose digits have been given, in turn.
  let order: [Int]

  /// What is known of its inputs, or of those that share the first digits that were given.
  func constraints(depth: Int) -> InputConstraints {
    var region = counted.region
    for place in order.prefix(counted.depth).dropFirst(depth) { region.digits[place] = nil }
    return InputConstraints(region, of: program)
  }
}
