import Addition

/// A change to an activation by a function of one's own, called wherever the model has computed the hook: in teacher-forced passes
/// once a block of problems, in decoding once for the prompt and once for every position after it.
///
///     HookEdit("blocks.0.mlp.hook_post") { activations in
///       for (problem, position) in activations.places where [24, 25].contains(position) { activations[problem, position, 1] = 0 }
///     }
public struct HookEdit: Sendable {
  /// The hook point's name.
  public let hook: String
  let change: @Sendable (ActivationView) -> Void

  /// An edit of a hook. The function is called on any thread, and must do the same whatever was called before.
  public init(_ hook: String, _ change: @escaping @Sendable (_ activations: ActivationView) -> Void) {
    self.hook = hook
    self.change = change
  }
}

/// One hook's activations of a block of problems, to be read and changed while the model runs. Valid only during the call that it is
/// handed to.
public struct ActivationView {
  /// The hook.
  public let hook: HookPoint
  /// The block's problems, from 0.
  public let problems: Range<Int>
  /// The positions that are being computed. Those before hold what was computed earlier; those after, nothing yet.
  public let positions: Range<Int>
  /// Every problem at every position that is being computed.
  public var places: [(problem: Int, position: Int)] {
    problems.flatMap { problem in positions.map { (problem, $0) } }
  }
  let values: Values
  let problem: (Int) -> Problem

  /// Access to the numbers, of either engine.
  struct Values {
    let get: (_ lane: Int, _ head: Int, _ position: Int, _ feature: Int) -> Double
    let set: (_ lane: Int, _ head: Int, _ position: Int, _ feature: Int, _ value: Double) -> Void
    /// The partner's, where the pass has partners.
    let given: ((_ lane: Int, _ head: Int, _ position: Int, _ feature: Int) -> Double)?
  }

  /// A value of one problem.
  ///
  /// - Parameters:
  ///   - head: 0 where there are none.
  ///   - position: for attention, the query.
  ///   - feature: for attention, the key, up to the query.
  public subscript(problem: Int, head: Int, position: Int, feature: Int) -> Double {
    get {
      require(problem, position)
      return values.get(problem, head, position, feature)
    }
    nonmutating set {
      require(problem, position)
      values.set(problem, head, position, feature, newValue)
    }
  }

  /// A value of one problem at a hook without heads, or of its first head.
  public subscript(problem: Int, position: Int, feature: Int) -> Double {
    get { self[problem, 0, position, feature] }
    nonmutating set { self[problem, 0, position, feature] = newValue }
  }

  /// The same place's value of the problem's partner, its donor; nil where the run has no donors.
  public func donorValue(problem: Int, head: Int = 0, position: Int, feature: Int) -> Double? {
    require(problem, position)
    return values.given?(problem, head, position, feature)
  }

  /// The operands of one of the block's problems.
  public func operands(of problem: Int) -> Problem {
    require(problem, positions.lowerBound)
    return self.problem(problem)
  }

  private func require(_ problem: Int, _ position: Int) {
    check(problems.contains(problem), "the block has \(problems.count) problems, and none at \(problem)")
    check(position >= 0 && position < positions.upperBound, "position \(position) has not been computed yet")
  }
}
