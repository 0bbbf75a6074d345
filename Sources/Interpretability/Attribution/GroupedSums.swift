/// Sums of many quantities over the groups of problems that a `Bootstrap` draws: what every thread adds up of its own problems, and
/// what means with intervals are made of.
struct GroupedSums: Sendable {
  /// How many quantities.
  let quantities: Int
  /// The groups that something was added to, without gaps.
  private(set) var groups = 0..<0
  /// `[group][quantity]`.
  private var sums: [Double] = []
  private var counts: [Double] = []

  init(quantities: Int) { self.quantities = quantities }

  /// Adds a problem's value.
  /// - Precondition: groups come in order.
  mutating func add(_ value: Double, to quantity: Int, group: Int) {
    open(group)
    let place = (group - groups.lowerBound) * quantities + quantity
    sums[place] += value
    counts[place] += 1
  }

  /// Adds the sums of later problems.
  mutating func add(_ other: GroupedSums) {
    for group in other.groups {
      open(group)
      let (to, from) = ((group - groups.lowerBound) * quantities, (group - other.groups.lowerBound) * quantities)
      for quantity in 0..<quantities {
        sums[to + quantity] += other.sums[from + quantity]
        counts[to + quantity] += other.counts[from + quantity]
      }
    }
  }

  private mutating func open(_ group: Int) {
    if groups.isEmpty { groups = group..<group }
    guard group >= groups.upperBound else { return }
    let more = (group + 1 - groups.upperBound) * quantities
    sums += [Double](repeating: 0, count: more)
    counts += [Double](repeating: 0, count: more)
    groups = groups.lowerBound..<(group + 1)
  }

  /// All values of a quantity together.
  func total(_ quantity: Int) -> Double { column(quantity, of: sums).reduce(0, +) }

  /// Whether nothing but zero was ever added.
  func isZero(_ quantity: Int) -> Bool { column(quantity, of: sums).allSatisfy { $0 == 0 } }

  /// A quantity's mean.
  func mean(_ quantity: Int, _ bootstrap: Bootstrap) -> Estimate {
    let (sums, counts) = (column(quantity, of: sums), column(quantity, of: counts))
    // What is always zero needs no drawing, and of many nodes most are.
    if sums.allSatisfy({ $0 == 0 }), counts.contains(where: { $0 > 0 }) {
      return Estimate(mean: 0, count: Int(counts.reduce(0, +)), interval: bootstrap.groups > 1 ? 0...0 : nil)
    }
    return bootstrap.mean(sums: sums, counts: counts)
  }

  /// The means of all quantities, were each group there as often as drawn.
  func means(_ draw: [Double], of selected: [Int]) -> [Double] {
    var (sum, count) = ([Double](repeating: 0, count: selected.count), [Double](repeating: 0, count: selected.count))
    for group in groups where draw[group] != 0 {
      let (times, start) = (draw[group], (group - groups.lowerBound) * quantities)
      for (index, quantity) in selected.enumerated() {
        sum[index] += times * sums[start + quantity]
        count[index] += times * counts[start + quantity]
      }
    }
    return zip(sum, count).map { $0 / $1 }
  }

  private func column(_ quantity: Int, of values: [Double]) -> [Double] {
    stride(from: quantity, to: values.count, by: quantities).map { values[$0] }
  }
}
