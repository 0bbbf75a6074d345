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
  let tokens: BlockTokens<V>
  let activations: Workspace<V>
  let gradients: Workspace<V>?
  let gradientPlan: GradientPlan?
  private let keepsGradientsOfActivations: Bool
  /// The program's steps, their windows looked up in `activations`.
  let instructions: [ScheduledInstruction<V>]

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
  public init(_ program: Program, gradients kept: KeptGradients = .none) {
    self.program = program
    tokens = BlockTokens(program.architecture.format)
    activations = Workspace(program)
    gradientPlan = kept == .none ? nil : GradientPlan(program, sharesMemory: kept == .weights)
    gradients = gradientPlan.map { Workspace(program, homes: $0.homes) }
    keepsGradientsOfActivations = kept == .activations
    instructions = activations.instructions(of: program)
  }

  /// A pass of an intervened version of another pass's program, on the same problems and in the same memory: what either
  /// runs overwrites what the other computed. Having many costs little, and what they have in common needs no second run.
  ///
  /// - Precondition: the programs differ in nothing but interventions.
  public init(_ program: Program, sharing pass: Pass<V>) {
    precondition(program.buffers == pass.program.buffers, "only versions of one program share their memory")
    self.program = program
    (tokens, activations, gradients) = (pass.tokens, pass.activations, pass.gradients)
    (gradientPlan, keepsGradientsOfActivations) = (pass.gradientPlan, pass.keepsGradientsOfActivations)
    instructions = activations.instructions(of: program)
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
    precondition((1...V.laneCount).contains(count), "a pass holds 1 to \(V.laneCount) problems")
    for lane in 0..<count { tokens.setOperands(of: problem(lane), lane: lane) }
    tokens.encode(count: count)
  }

  /// The token that follows each loaded problem's position in truth, as a number, lane by lane.
  ///
  /// - Precondition: the position predicts a token of the answer.
  public func targets(at position: Int) -> V { tokens.answer[position - program.firstAnswerPosition] }

  // MARK: Reading

  /// An activation of one problem.
  ///
  /// - Parameters:
  ///   - lane: the problem's place in the block.
  ///   - position: for attention, the query.
  ///   - feature: for attention, the key; keys after the query read as zero.
  public func activation(_ hook: HookPoint, lane: Int, head: Int = 0, position: Int, feature: Int) -> V.Scalar {
    activations.value(hook, lane: lane, head: head, position: position, feature: feature)
  }

  /// The loss's gradient at a hook after `backward`, laid out as the activation.
  ///
  /// - Precondition: the pass was made to keep the gradients of activations.
  public func gradient(_ hook: HookPoint, lane: Int, head: Int = 0, position: Int, feature: Int) -> V.Scalar {
    precondition(keepsGradientsOfActivations, "this pass keeps no gradients of activations")
    return gradients?.value(hook, lane: lane, head: head, position: position, feature: feature) ?? 0
  }

  /// Writes one problem's activation as `[head?][position][feature]`, in float32.
  ///
  /// - Precondition: `output` has room for the hook's dimensions.
  public func copyActivation(_ hook: HookPoint, lane: Int, to output: UnsafeMutablePointer<Float>) {
    activations.copy(hook, lane: lane, to: output)
  }

  /// The logits of a position, one vector a token.
  public func logits(at position: Int) -> UnsafeMutablePointer<V> {
    activations.rows(program.logits)[position]
  }
}
