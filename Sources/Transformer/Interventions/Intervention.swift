import Addition

/// A change to an activation while the model runs: which hook, which part of it, and what becomes of it.
///
/// A value: it can be printed, stored as JSON and compared. `Program.intervening(with:)` inserts it as a step after the hook.
public struct Intervention: Codable, Hashable, Sendable, CustomStringConvertible {
  /// What the selected part becomes.
  public enum Operation: Codable, Hashable, Sendable {
    /// Zero ablation.
    case zero
    /// Mean ablation, or any other fixed activation: one problem's values of the whole hook,
    /// `[head?][position][feature]` flattened.
    case values([Float])
    /// Multiplies by a factor.
    case scale(Float)
    /// Resample ablation or patching: the donor pass's activation at the same place.
    case donor
  }

  /// The hook point's name.
  public var hook: String
  /// The head, or nil for all heads.
  public var head: Int?
  /// Positions (for attention: queries), or nil for all.
  public var positions: [Int]?
  /// Features (for attention: keys), or nil for all.
  public var features: [Int]?
  /// What the selected part becomes.
  public var operation: Operation

  /// A change to the whole hook, unless a part of it is named.
  public init(
    hook: String, head: Int? = nil, positions: [Int]? = nil, features: [Int]? = nil, operation: Operation
  ) {
    self.hook = hook
    self.head = head
    self.positions = positions
    self.features = features
    self.operation = operation
  }

  /// In words, such as `zero blocks.0.attn.hook_z head 1`.
  public var description: String {
    var place = hook
    if let head { place += " head \(head)" }
    if let positions { place += " positions \(positions)" }
    if let features { place += " features \(features)" }
    return switch operation {
    case .zero: "zero \(place)"
    case .values: "fix \(place)"
    case .scale(let factor): "scale \(place) by \(factor)"
    case .donor: "resample \(place)"
    }
  }
}

/// Why an intervention fits no program.
public struct InterventionError: Error, CustomStringConvertible, Hashable {
  /// The intervention, as printed.
  public let intervention: String
  /// What is wrong, and what would do.
  public let problem: String

  /// The whole sentence.
  public var description: String { "cannot \(intervention): \(problem)" }
}

/// An intervention resolved against a program's buffers.
public struct Edit: Hashable, Sendable {
  /// The buffer that is changed.
  let buffer: Int
  let positions: [Int]
  /// For rows: the features. For attention triangles: the keys.
  let elements: [Int]
  /// For attention triangles: the heads. Empty for rows.
  let heads: [Int]
  let operation: Operation

  enum Operation: Hashable, Sendable {
    case zero
    /// By position, then element (rows) or by head, query, key (triangles), in the order of the lists above.
    case values([Float])
    case scale(Float)
    case donor
  }
}

extension Program {
  /// The same program with interventions inserted right after the places they change, in the order given.
  ///
  /// - Throws: `InterventionError` for an unknown hook, a part that the hook does not have, or a hook that nothing reads.
  public func intervening(with interventions: [Intervention]) throws(InterventionError) -> Program {
    var result = steps
    for intervention in interventions {
      let edit = try resolve(intervention)
      guard let last = result.lastIndex(where: { $0.step.output == edit.buffer }) else {
        throw InterventionError(
          intervention: intervention.description, problem: "a norm's scale can be read but not set; use hook_normalized")
      }
      result.insert(
        ScheduledStep(step: .edit(edit), feedsLaterPositions: feedsLaterPositions[edit.buffer]), at: last + 1)
    }
    return Program(
      architecture: architecture, parameters: parameters, derivations: derivations, steps: result, hooks: hooks,
      buffers: buffers, feedsLaterPositions: feedsLaterPositions, valueCount: valueCount, packedCount: packedCount,
      logits: logits)
  }

  /// The first step whose result interventions change; the number of steps where there are none. All steps before are those
  /// of the program without interventions.
  public var firstIntervenedStep: Int {
    var first = steps.count
    for case .edit(let edit) in steps.lazy.map(\.step) {
      first = min(first, steps.firstIndex { $0.step.output == edit.buffer } ?? first)
    }
    return first
  }

  private func resolve(_ intervention: Intervention) throws(InterventionError) -> Edit {
    func fail(_ problem: String) -> InterventionError {
      InterventionError(intervention: intervention.description, problem: problem)
    }
    guard let hook = hook(intervention.hook) else {
      throw fail("there is no such hook; `analyze inspect` lists them")
    }
    let positions = intervention.positions ?? Array(0..<positions)
    guard positions.allSatisfy((0..<self.positions).contains) else {
      throw fail("positions go from 0 to \(self.positions - 1)")
    }
    let width = hook.features(positions: self.positions)
    let features = intervention.features ?? Array(0..<width)
    guard features.allSatisfy((0..<width).contains) else { throw fail("the last feature is \(width - 1)") }
    if let head = intervention.head {
      guard let heads = hook.heads else { throw fail("the hook has no heads") }
      guard (0..<heads).contains(head) else { throw fail("heads go from 0 to \(heads - 1)") }
    }
    let heads = intervention.head.map { [$0] } ?? Array(0..<(hook.heads ?? 1))
    if case .values(let values) = intervention.operation {
      let expected = hook.dimensions(positions: self.positions).reduce(1, *)
      guard values.count == expected else { throw fail("it needs \(expected) values and got \(values.count)") }
    }
    /// The place of a value in an array of the whole hook.
    func index(_ head: Int, _ position: Int, _ feature: Int) -> Int {
      (head * self.positions + position) * width + feature
    }
    let isTriangle = if case .attention = hook.shape { true } else { false }
    let elements = isTriangle ? features : heads.flatMap { head in features.map { head * width + $0 } }
    let operation: Edit.Operation =
      switch intervention.operation {
      case .zero: .zero
      case .scale(let factor): .scale(factor)
      case .donor: .donor
      case .values(let values):
        .values(
          isTriangle
            ? heads.flatMap { h in positions.flatMap { p in features.map { values[index(h, p, $0)] } } }
            : positions.flatMap { p in heads.flatMap { h in features.map { values[index(h, p, $0)] } } })
      }
    return Edit(
      buffer: hook.buffer, positions: positions, elements: elements, heads: isTriangle ? heads : [], operation: operation)
  }
}
