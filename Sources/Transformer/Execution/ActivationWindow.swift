import Lanes

/// The activations, or their gradients, of all problems of a pass at one hook: a vector a value, a lane a problem, to be read and
/// changed between the passes' steps.
///
/// With `Pass.forward(_:positions:onlyAnswers:from:)` behind it this is patching at its barest: change what a hook holds, then run
/// what comes after it, from `Program.firstStep(after:)` on. Whoever changes a value restores it.
public struct ActivationWindow<V: LaneVector> {
  /// The hook.
  public let hook: HookPoint
  /// Positions of a full pass.
  public let positions: Int
  private let memory: Workspace<V>

  init(_ hook: HookPoint, _ memory: Workspace<V>, _ program: Program) {
    check(program.hooks.contains(hook), "\(hook.name) is a hook of another program")
    (self.hook, self.memory, positions) = (hook, memory, program.positions)
  }

  /// The features that a position has: of attention, the keys up to the query.
  public func features(at position: Int) -> Range<Int> {
    0..<(hook.isAttention ? position + 1 : hook.features(positions: positions))
  }

  /// One value of every problem.
  ///
  /// - Parameters:
  ///   - head: 0 where there are none.
  ///   - position: for attention, the query.
  ///   - feature: for attention, the key, up to the query.
  public subscript(head head: Int, position: Int, feature: Int) -> V {
    get { place(head, position, feature).pointee }
    nonmutating set { place(head, position, feature).pointee = newValue }
  }

  private func place(_ head: Int, _ position: Int, _ feature: Int) -> UnsafeMutablePointer<V> {
    check(
      head >= 0 && head < hook.heads ?? 1 && position >= 0 && position < positions && features(at: position).contains(feature),
      "\(hook.name) has nothing at head \(head), position \(position), feature \(feature)")
    switch hook.shape {
    case .features: return memory.rows(Slot(buffer: hook.buffer, first: 0, width: 0))[position] + feature
    case .headFeatures(_, let width):
      return memory.rows(Slot(buffer: hook.buffer, first: 0, width: 0))[position] + head * width + feature
    case .attention: return memory.triangle(hook.buffer, head: head)[position] + feature
    }
  }
}

extension Pass {
  /// The activations at a hook.
  ///
  /// - Precondition: the hook is one of the program's.
  public func activations(at hook: HookPoint) -> ActivationWindow<V> { ActivationWindow(hook, activations, program) }

  /// The gradients at a hook after `backward`. Positions that nothing reads back from hold zero.
  ///
  /// - Precondition: the hook is one of the program's, and the pass was made to keep the gradients of activations.
  public func gradients(at hook: HookPoint) -> ActivationWindow<V> {
    guard keepsGradientsOfActivations, let gradients else { trap("this pass keeps no gradients of activations") }
    return ActivationWindow(hook, gradients, program)
  }
}

extension Program {
  /// The first step behind those that compute a hook: what `Pass.forward` runs from where the hook's activation has been changed.
  ///
  /// - Precondition: the hook is one of the program's.
  public func firstStep(after hook: HookPoint) -> Int {
    (steps.lastIndex { scheduled in scheduled.step.writes.contains { $0.buffer == hook.buffer } } ?? -1) + 1
  }

  /// The positions at which the answer's logits depend on a hook: all, or only those that predict the answer where no later
  /// position reads what the hook holds.
  ///
  /// - Precondition: the hook is one of the program's.
  public func positionsThatMatter(at hook: HookPoint) -> Range<Int> {
    (feedsLaterPositions[hook.buffer] ? 0 : firstAnswerPosition)..<positions
  }
}
