import Traces

/// How two traces of the same problems differ: two checkpoints, two interventions, or two programs that should agree.
public struct TraceDifference: Codable, Sendable {
  /// How much a hook's values differ at one position, or at all.
  public struct Entry: Codable, Sendable {
    /// The position's label; nil for all positions.
    public let position: String?
    /// The largest absolute difference; nil where one value is finite and the other is not.
    public let largest: Double?
    /// The mean absolute difference of the values that are finite in both.
    public let mean: Double
    /// How many values are finite in one trace alone.
    public let unmatched: Int
  }

  /// One hook of both traces.
  public struct Hook: Codable, Sendable {
    /// The hook's name.
    public let hook: String
    /// Over all positions.
    public let all: Entry
    /// Position by position (for attention: by query).
    public let positions: [Entry]
  }

  /// How many problems were compared.
  public let problems: Int
  /// The hooks that both have.
  public let hooks: [Hook]
  /// Hooks of the first trace alone.
  public let onlyInFirst: [String]
  /// Hooks of the second trace alone.
  public let onlyInSecond: [String]

  /// Compares activations.
  /// - Throws: `TraceError`, `.differs` for traces of other problems or hooks of other shapes.
  public init(_ first: TraceReader, _ second: TraceReader) throws(TraceError) {
    try Self.requireSameProblems(first, second)
    let (names, others) = (first.hooks.map(\.name), second.hooks.map(\.name))
    var hooks: [Hook] = []
    for hook in first.hooks where others.contains(hook.name) { hooks.append(try Self.compare(hook, first, second)) }
    problems = first.problemCount
    self.hooks = hooks
    onlyInFirst = names.filter { !others.contains($0) }
    onlyInSecond = others.filter { !names.contains($0) }
  }

  private static func requireSameProblems(_ first: TraceReader, _ second: TraceReader) throws(TraceError) {
    guard first.problemCount == second.problemCount else {
      throw .notComparable(second.path, what: "\(second.problemCount) problems", other: "\(first.path) has \(first.problemCount)")
    }
    let portion = 100_000
    for start in stride(from: 0, to: first.problemCount, by: portion) {
      let range = start..<min(start + portion, first.problemCount)
      let (a, b) = (try first.readProblems(range), try second.readProblems(range))
      guard a.a == b.a, a.b == b.b else {
        let number = start + (zip(zip(a.a, a.b), zip(b.a, b.b)).enumerated().first { $1.0 != $1.1 }?.offset ?? 0)
        throw .notComparable(second.path, what: "another problem \(number)", other: "problem \(number) of \(first.path)")
      }
    }
  }

  private static func compare(
    _ hook: TraceHook, _ first: TraceReader, _ second: TraceReader
  ) throws(TraceError) -> Hook {
    let other = try second.hook(.activation, hook.name)
    guard hook == other else {
      throw .notComparable(second.path, what: "\(hook.name) of other dimensions or labels", other: first.path)
    }
    let axis = hook.dimensions.firstIndex { $0.name == "position" || $0.name == "query" }
    let inner = axis.map { hook.dimensions.dropFirst($0 + 1).reduce(1) { $0 * $1.size } } ?? 1
    let size = axis.map { hook.dimensions[$0].size } ?? 1
    var sums = [Sum](repeating: Sum(), count: size)
    try first.forEachPortion(.activation, hook.name) { (slice) throws(TraceError) in
      let others = try second.readDoubles(.activation, hook.name, problems: slice.problems)
      for index in slice.values.indices {
        sums[index / inner % size].add(slice.values[index], others[index])
      }
    }
    let labels = axis.flatMap { hook.dimensions[$0].labels }
    return Hook(
      hook: hook.name, all: sums.reduce(into: Sum()) { $0.merge($1) }.entry(nil),
      positions: axis == nil ? [] : sums.enumerated().map { $1.entry(labels?[$0] ?? "\($0)") })
  }
}

/// Differences as they are added up.
private struct Sum {
  private var (largest, total, count, unmatched) = (0.0, 0.0, 0, 0)

  mutating func add(_ a: Double, _ b: Double) {
    guard a.isFinite, b.isFinite else {
      // What the mask hides in both is the same; so are two values that are no number.
      if a != b, !(a.isNaN && b.isNaN) { unmatched += 1 }
      return
    }
    let difference = abs(a - b)
    largest = max(largest, difference)
    total += difference
    count += 1
  }

  mutating func merge(_ other: Sum) {
    largest = max(largest, other.largest)
    total += other.total
    count += other.count
    unmatched += other.unmatched
  }

  func entry(_ position: String?) -> TraceDifference.Entry {
    .init(
      position: position, largest: unmatched > 0 ? nil : largest, mean: count > 0 ? total / Double(count) : 0,
      unmatched: unmatched)
  }
}
