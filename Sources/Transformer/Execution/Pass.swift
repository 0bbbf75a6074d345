import Addition
import Lanes

/// One block of problems on its way through a program: the tokens, every activation, and, if asked for, every gradient.
///
/// A pass belongs to one thread. Its lanes are problems; lanes beyond the block's problems repeat the last one and are
/// to be ignored.
public final class Pass<V: LaneVector> {
  /// What it runs.
  public let program: Program
  /// How many lanes hold problems of their own.
  public var count: Int { tokens.count }
  /// The pass that `donor` interventions take values from: of the same architecture, with a partner for each problem, and run over
  /// the positions that this one is to run.
  public var donor: Pass<V>?
  let tokens: BlockTokens<V>
  let activations: Workspace<V>
  let gradients: Workspace<V>?
  let gradientPlan: GradientPlan?
  let keepsGradientsOfActivations: Bool
  /// Whether norms leave out what only hooks read.
  let isLean: Bool
  /// The program's steps, their windows looked up in `activations`.
  let instructions: [Instruction<V>]
  let reverseInstructions: [ReverseInstruction<V>]

  var vocabulary: Int { program.logits.width }

  /// Problems that fit in a pass.
  public static var capacity: Int { V.laneCount }

  /// Which gradients can be read after a backward pass.
  public enum KeptGradients: Sendable {
    /// None: there is no backward pass.
    case none
    /// Those of the weights: what training needs.
    case weights
    /// Those of the activations at every hook as well.
    case activations
  }

  /// Allocates the buffers of one block.
  ///
  /// - Parameter isLean: whether to leave out what only hooks read: the `hook_normalized` of norms that have weights, which then
  ///   hold nothing. Training, evaluation and decoding are a little faster for it.
  public init(_ program: Program, gradients kept: KeptGradients = .none, isLean: Bool = false) {
    self.program = program
    self.isLean = isLean
    tokens = BlockTokens(program.architecture.format)
    activations = Workspace(program)
    gradientPlan = kept == .none ? nil : GradientPlan(program, sharesMemory: kept == .weights)
    gradients = gradientPlan.map { Workspace(program, homes: $0.homes) }
    keepsGradientsOfActivations = kept == .activations
    instructions = activations.instructions(of: program, isLean: isLean)
    reverseInstructions = Self.reversed(gradientPlan, activations, gradients)
  }

  /// A pass of an intervened version of another pass's program, on the same problems and in the same memory: what either
  /// runs overwrites what the other computed. Having many costs little, and what they have in common needs no second run.
  ///
  /// - Precondition: the programs differ in nothing but interventions.
  public init(_ program: Program, sharing pass: Pass<V>) {
    Transformer.check(program.buffers == pass.program.buffers, "only versions of one program share their memory")
    self.program = program
    isLean = pass.isLean
    (tokens, activations, gradients) = (pass.tokens, pass.activations, pass.gradients)
    (gradientPlan, keepsGradientsOfActivations) = (pass.gradientPlan, pass.keepsGradientsOfActivations)
    instructions = activations.instructions(of: program, from: pass.instructions, isLean: isLean)
    reverseInstructions = pass.reverseInstructions
  }

  private static func reversed(
    _ plan: GradientPlan?, _ activations: Workspace<V>, _ gradients: Workspace<V>?
  ) -> [ReverseInstruction<V>] {
    guard let plan, let gradients else { return [] }
    return plan.steps.flatMap { reversed in
      let step = reversed.step
      let scale = step.writes.count > 1 ? activations.rows(step.writes[1]) : activations.rows(step.writes[0])
      return zip(activations.windows(of: step), gradients.windows(of: step)).enumerated().map { head, windows in
        // The heads that share keys and values come one after the other: the first may overwrite, the others add.
        let sharesSecond = head * step.heads.second % step.heads.all != 0
        return ReverseInstruction(
          forward: Instruction(
            operation: step.operation, width: windows.0.width, a: windows.0.a, b: windows.0.b, y: windows.0.y, scale: scale,
            normalized: nil, step: 0, feedsLaterPositions: reversed.feedsLaterPositions),
          ga: windows.1.a, gb: windows.1.b, gy: windows.1.y, addsFrom: reversed.addsFrom,
          secondAddsFrom: sharesSecond ? 0 : reversed.secondAddsFrom)
      }
    }
  }

  // MARK: Problems

  /// Takes in problems: prompts, answers and targets, ready for a teacher-forced pass.
  ///
  /// - Precondition: at least one problem, at most `capacity`.
  @inlinable
  public func load(_ problems: some RandomAccessCollection<Problem>) {
    load(count: problems.count) { problems[problems.index(problems.startIndex, offsetBy: $0)] }
  }

  /// Takes in so many problems, each made when its turn comes.
  ///
  /// - Precondition: `count` in 1...`capacity`.
  @specialized(where V == Lane)
  @specialized(where V == ExactLane)
  public func load(count: Int, _ problem: (Int) -> Problem) {
    Transformer.check((1...V.laneCount).contains(count), "a pass holds 1 to \(V.laneCount) problems")
    for lane in 0..<count { tokens.setOperands(of: problem(lane), lane: lane) }
    tokens.encode(count: count)
  }

  /// The token that follows each loaded problem's position in truth, as a number, lane by lane.
  ///
  /// - Precondition: the position predicts a token of the answer.
  public func targets(at position: Int) -> V {
    Transformer.check(
      position >= program.firstAnswerPosition && position < program.firstAnswerPosition + program.architecture.format.targetCount,
      "position \(position) predicts no token of the answer")
    return tokens.answer[position - program.firstAnswerPosition]
  }

  // MARK: Reading

  /// An activation of one problem.
  ///
  /// - Parameters:
  ///   - lane: the problem's place in the block.
  ///   - position: for attention, the query.
  ///   - feature: for attention, the key; keys after the query read as minus infinity in scores and zero in patterns.
  /// - Precondition: the hook is one of the program's, the indices are within its dimensions, and the pass is not lean where the hook is
  ///   a norm's `hook_normalized`.
  public func activation(_ hook: HookPoint, lane: Int, head: Int = 0, position: Int, feature: Int) -> V.Scalar {
    check(hook, lane, head, position, feature)
    return activations.value(hook, lane: lane, head: head, position: position, feature: feature)
  }

  /// The loss's gradient at a hook after `backward`, laid out as the activation.
  ///
  /// - Precondition: the pass was made to keep the gradients of activations.
  public func gradient(_ hook: HookPoint, lane: Int, head: Int = 0, position: Int, feature: Int) -> V.Scalar {
    guard keepsGradientsOfActivations, let gradients else { trap("this pass keeps no gradients of activations") }
    check(hook, lane, head, position, feature)
    if hook.isAttention, feature > position { return 0 }
    return gradients.value(hook, lane: lane, head: head, position: position, feature: feature)
  }

  private func check(_ hook: HookPoint, _ lane: Int, _ head: Int, _ position: Int, _ feature: Int) {
    Transformer.check(program.hooks.contains(hook), "\(hook.name) is a hook of another program")
    Transformer.check(
      (0..<V.laneCount).contains(lane) && (0..<(hook.heads ?? 1)).contains(head) && (0..<program.positions).contains(position)
        && (0..<hook.features(positions: program.positions)).contains(feature),
      "\(hook.name) of shape \(hook.dimensions(positions: program.positions)) has nothing at head \(head), position \(position), "
        + "feature \(feature) of lane \(lane)")
  }

  /// Writes one problem's activation, laid out as `HookPoint.dimensions`, in float32.
  ///
  /// - Precondition: `output` has room for the hook's dimensions.
  public func copyActivation(_ hook: HookPoint, lane: Int, to output: UnsafeMutablePointer<Float>) {
    check(hook, lane, 0, 0, 0)
    activations.copy(hook, lane: lane, to: output)
  }

  /// The logits of a position, one vector a token.
  public func logits(at position: Int) -> UnsafeMutablePointer<V> {
    Transformer.check((0..<program.positions).contains(position), "there is no position \(position)")
    return activations.rows(program.logits)[position]
  }

  /// What a window of rows holds at a position after a pass, hook or no hook: a vector a feature.
  package func features(_ slot: Slot, at position: Int) -> UnsafeMutablePointer<V> {
    Transformer.check((0..<program.positions).contains(position), "there is no position \(position)")
    return activations.rows(slot)[position]
  }
}
