/// An intervention resolved against a program's buffers.
struct Edit: Sendable {
  /// The buffer that is changed.
  let buffer: Int
  let change: Change

  enum Change: Sendable {
    /// Part of the buffer, value by value.
    case part(Part, Operation)
    /// A function of the user's.
    case closure(HookPoint, @Sendable (ActivationView) -> Void)
  }

  /// Which values: for rows the elements are features, for attention triangles the keys.
  struct Part: Sendable {
    let positions: [Int]
    let elements: [Int]
    /// For attention triangles: the heads. Empty for rows.
    let heads: [Int]
  }

  enum Operation: Sendable {
    case zero
    case scale(Float)
    /// By position, then element (rows), or by head, query, key (triangles), in the order of the part's lists.
    case values([Float])
    /// By element.
    case add([Float])
    case donor
    /// Windows of the residual stream that sources hold.
    case paths([PathSource])

    var isPaths: Bool { if case .paths = self { true } else { false } }
  }

  /// Where a source of a path lies, and in which features of the stream it was added.
  struct PathSource: Sendable {
    let window: Slot
    let firstFeature: Int
  }

  /// Whether it reads a donor's pass.
  var needsDonor: Bool {
    switch change {
    case .part(_, .donor), .part(_, .paths): true
    default: false
    }
  }
}

extension Program {
  /// The same program with interventions inserted right after the places they change, in the order given.
  ///
  /// - Parameter edits: functions of one's own, after the interventions.
  /// - Throws: `InterventionError` for an unknown hook, a part that the hook does not have, or a hook that nothing reads.
  public func intervening(
    with interventions: [Intervention], edits functions: [HookEdit] = []
  ) throws(InterventionError) -> Program {
    var program = self
    for intervention in interventions { try program.insert(try resolve(intervention), intervention.description) }
    for function in functions {
      let name = "edit \(function.hook)"
      guard let hook = hook(function.hook) else { throw noHook(name) }
      try program.insert(Edit(buffer: hook.buffer, change: .closure(hook, function.change)), name)
    }
    return program
  }

  /// The same program without interventions and edits.
  public var withoutInterventions: Program {
    var program = self
    program.edits = []
    program.steps.removeAll {
      switch $0.step.operation {
      case .edit, .affine: true
      default: false
      }
    }
    return program
  }

  /// Whether some intervention needs donors: partners of the problems, run beside them.
  public var needsDonors: Bool { edits.contains { $0.needsDonor } }

  /// Whether it has interventions or edits.
  public var isIntervened: Bool { !edits.isEmpty }

  /// The first step whose result interventions change; the number of steps where there are none. All steps before are those
  /// of the program without interventions.
  public var firstIntervenedStep: Int {
    steps.firstIndex { scheduled in
      scheduled.step.writes.contains { slot in edits.contains { $0.buffer == slot.buffer } }
    } ?? steps.count
  }

  private func noHook(_ intervention: String) -> InterventionError {
    InterventionError(intervention: intervention, problem: "the model has no such hook")
  }

  /// Puts an edit behind the last step that writes its buffer.
  private mutating func insert(_ edit: Edit, _ name: String) throws(InterventionError) {
    guard let last = steps.lastIndex(where: { $0.step.writes.contains { $0.buffer == edit.buffer } }) else {
      throw InterventionError(intervention: name, problem: "nothing computes the hook")
    }
    let made = steps[last].step
    let window = Slot(buffer: edit.buffer, first: 0, width: made.writes[0].width)
    let isNeeded = feedsLaterPositions[edit.buffer]
    edits.append(edit)
    var inserted = [Step(operation: .edit(edits.count - 1), reads: [window], writes: [window])]
    if case .norm = made.operation, made.writes[0].buffer != edit.buffer {
      guard made.writes[2].buffer == edit.buffer else {
        throw InterventionError(intervention: name, problem: "a norm's scale can be read but not set; use hook_normalized")
      }
      // The result has to be made again, of every head.
      for scheduled in steps {
        guard case .norm(_, let weight, let bias, _) = scheduled.step.operation, scheduled.step.writes[2].buffer == edit.buffer
        else { continue }
        inserted.append(
          Step(
            operation: .affine(weight: weight, bias: bias), reads: [scheduled.step.writes[2]],
            writes: [scheduled.step.writes[0]]))
      }
    }
    steps.insert(contentsOf: inserted.map { ScheduledStep(step: $0, feedsLaterPositions: isNeeded) }, at: last + 1)
  }

  private func resolve(_ intervention: Intervention) throws(InterventionError) -> Edit {
    func fail(_ problem: String) -> InterventionError {
      InterventionError(intervention: intervention.description, problem: problem)
    }
    guard let hook = hook(intervention.hook) else { throw noHook(intervention.description) }
    let selected = intervention.positions ?? Array(0..<positions)
    guard selected.allSatisfy((0..<positions).contains) else { throw fail("positions go from 0 to \(positions - 1)") }
    let width = hook.features(positions: positions)
    let features = intervention.features ?? Array(0..<width)
    guard features.allSatisfy((0..<width).contains) else { throw fail("the last feature is \(width - 1)") }
    if let head = intervention.head {
      guard let heads = hook.heads else { throw fail("the hook has no heads") }
      guard (0..<heads).contains(head) else { throw fail("heads go from 0 to \(heads - 1)") }
    }
    let heads = intervention.head.map { [$0] } ?? Array(0..<(hook.heads ?? 1))
    let operation: Edit.Operation
    switch intervention.operation {
    case .zero: operation = .zero
    case .scale(let factor): operation = .scale(factor)
    case .donor: operation = .donor
    case .paths(let sources):
      operation = .paths(try windows(of: sources, into: hook, features: features, fail))
    case .add(let vector):
      guard vector.count == features.count else {
        throw fail("it needs \(features.count) numbers, one a feature, and got \(vector.count)")
      }
      operation = .add(hook.isAttention ? vector : heads.flatMap { _ in vector })
    case .values(let values):
      let expected = hook.dimensions(positions: positions).reduce(1, *)
      guard values.count == expected else { throw fail("it needs \(expected) values and got \(values.count)") }
      func value(_ head: Int, _ position: Int, _ feature: Int) -> Float {
        values[hook.index(head: head, position: position, feature: feature, positions: positions)]
      }
      operation = .values(
        hook.isAttention
          ? heads.flatMap { h in selected.flatMap { p in features.map { value(h, p, $0) } } }
          : selected.flatMap { p in heads.flatMap { h in features.map { value(h, p, $0) } } })
    }
    let elements = hook.isAttention ? features : heads.flatMap { head in features.map { head * width + $0 } }
    // A path that is named twice is the same path.
    let places = operation.isPaths ? Array(Set(selected)).sorted() : selected
    return Edit(
      buffer: hook.buffer,
      change: .part(.init(positions: places, elements: elements, heads: hook.isAttention ? heads : []), operation))
  }
}
