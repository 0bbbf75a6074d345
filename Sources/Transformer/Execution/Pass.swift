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
  public private(set) var count = 0
  /// The input tokens, `[position][lane]`.
  let inputTokens: UnsafeMutablePointer<UInt8>
  /// The tokens that follow the positions from the first that predicts an answer digit on, `[position][lane]`.
  let targetTokens: UnsafeMutablePointer<UInt8>

  /// The input tokens again, as numbers in vectors: what the embedding reads.
  let labels: UnsafeMutablePointer<V>
  let activations: Workspace<V>
  let gradients: Workspace<V>?
  let gradientPlan: GradientPlan?
  private let keepsGradientsOfActivations: Bool

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
    let format = program.architecture.format
    inputTokens = .allocate(capacity: format.inputLength * V.laneCount)
    inputTokens.initialize(repeating: 0, count: format.inputLength * V.laneCount)
    targetTokens = .allocate(capacity: format.targetCount * V.laneCount)
    targetTokens.initialize(repeating: 0, count: format.targetCount * V.laneCount)
    labels = .allocate(capacity: format.inputLength)
    labels.initialize(repeating: .zero, count: format.inputLength)
    activations = Workspace(program)
    gradientPlan = kept == .none ? nil : GradientPlan(program, sharesMemory: kept == .weights)
    gradients = gradientPlan.map { Workspace(program, homes: $0.homes) }
    keepsGradientsOfActivations = kept == .activations
  }

  deinit {
    inputTokens.deallocate()
    labels.deallocate()
    targetTokens.deallocate()
  }

  /// Takes in problems: prompts, answers and targets, ready for a teacher-forced pass.
  ///
  /// - Precondition: at least one problem, at most `capacity`.
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
    self.count = count
    let format = program.architecture.format
    for lane in 0..<count { load(problem(lane), lane: lane, format: format) }
    if count < V.laneCount {
      let last = problem(count - 1)
      for lane in count..<V.laneCount { load(last, lane: lane, format: format) }
    }
    label(0..<format.inputLength)
  }

  /// Brings the vectors of tokens up to date with the tokens.
  @inline(__always)
  func label(_ positions: Range<Int>) {
    let numbers = UnsafeMutableRawPointer(labels).assumingMemoryBound(to: V.Scalar.self)
    for cell in (positions.lowerBound * V.laneCount)..<(positions.upperBound * V.laneCount) {
      numbers[cell] = V.Scalar(inputTokens[cell])
    }
  }

  private func load(_ problem: Problem, lane: Int, format: TokenFormat) {
    let lanes = V.laneCount
    let input = UnsafeMutableBufferPointer(start: inputTokens, count: format.inputLength * lanes)
    let targets = UnsafeMutableBufferPointer(start: targetTokens, count: format.targetCount * lanes)
    format.encodeInput(problem, into: input, lane: lane, lanes: lanes)
    format.encodeTargets(problem, into: targets, lane: lane, lanes: lanes)
  }

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

  /// The token that follows each loaded problem's position in truth, lane by lane.
  ///
  /// - Precondition: the position predicts a token of the answer.
  public func targets(at position: Int) -> UnsafePointer<UInt8> {
    UnsafePointer(targetTokens + (position - program.firstAnswerPosition) * V.laneCount)
  }

  /// The logits of a position, one vector a token.
  public func logits(at position: Int) -> UnsafeMutablePointer<V> {
    activations.rows(program.logits)[position]
  }
}
