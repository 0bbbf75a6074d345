import Addition
import Lanes
import Synchronization
import Transformer

/// Activation patching (Vig et al. 2020, Meng et al. 2022) and path patching (Goldowsky-Dill et al. 2023) on pairs of problems that
/// differ in a carry: which parts of the model hold what tells the two apart.
///
/// One node at a time takes its activation from the other problem of the pair, in both directions. *Denoising* runs the corrupted
/// problem with one clean activation: what recovers the clean answer is enough for it. *Noising* runs the clean problem with one
/// corrupted activation: what loses the clean answer is needed for it. Of two parts that do the same, either is enough and neither
/// is needed; of two that only work together, both are needed and neither is enough.
///
/// Effects are read at the digits in which the two answers differ, teacher-forced, each problem with its own true answer as input;
/// see `PatchedDigits` for what of it the model can know the change from. A node at positions that are a *role*, such as `X[i-1]`, is
/// patched where that role is for the digit i that is looked at, whichever place the pair differs in.
///
/// A path patches what one reader reads of one writer, and leaves what all others read of it alone; what comes after the reader
/// follows.
public struct PatchingStudy: Codable, Hashable, Sendable {
  /// Where the clean problems come from.
  public let source: ProblemSource
  /// Whether the corrupted problems were given, and not made by changing one carry.
  public let pairsAreGiven: Bool
  /// How many pairs there are, and how many of them have answers that differ.
  public let pairs: Int
  /// See `pairs`.
  public let pairsThatDiffer: Int
  /// Of the intervals.
  public let seed: UInt64
  /// The unpatched model, for all digits, the first and the later ones.
  public let baselines: [PatchingBaseline]
  /// Every node, in the order asked for.
  public let rows: [PatchingRow]
  /// What the rows' positions are called, in the order of the rows.
  public let positionNames: [String]

  /// The unpatched model on some digits.
  public subscript(digits: PatchedDigits) -> PatchingBaseline? { baselines.first { $0.digits == digits } }

  /// Patches one node after the other.
  ///
  /// - Parameters:
  ///   - nodes: nil for `PatchNode.map(of:)`.
  ///   - seed: of the intervals of ratios.
  ///   - progress: in digits of all nodes.
  /// - Throws: `AnalysisError.noProblems`; `.plan` where the answers of no pair differ; `.intervention` if a node is not the model's;
  ///   `.notFinite` for a model that has diverged.
  public init(
    _ model: Model, on pairs: ProblemPairs, nodes: [PatchNode]? = nil, seed: UInt64 = 1, threads: Int = 1,
    progress: StudyProgress = { _, _ in }
  ) throws(AnalysisError) {
    try pairs.clean.requireProblems()
    let digits = ChangedDigit.all(of: pairs)
    guard !digits.isEmpty else {
      throw .plan("the two problems of every pair have the same answer, so nothing tells them apart; give others")
    }
    let nodes = nodes ?? PatchNode.map(of: model.program)
    let runner = PatchRunner(model: model, digits: digits, threads: threads)
    let totals = PatchingTotals(digits: digits, bootstrap: Bootstrap(problems: pairs.count, seed: seed))
    let places = Set(digits.map(\.place))
    let done = Atomic(0)
    var (baselines, rows): ([PatchingBaseline], [PatchingRow]) = ([], [])
    // The unpatched model first, which a study of no node is, too.
    let step = Self.statesAtOnce(digits.count)
    for first in stride(from: 0, to: max(nodes.count, 1), by: step) {
      let some = nodes[first..<min(first + step, nodes.count)]
      let states = try some.map { node throws(AnalysisError) in try Self.runs(of: node, on: places, in: model.program) }
      let values = runner.values(of: states) { count in
        progress(done.add(count, ordering: .relaxed).newValue, nodes.count * digits.count)
      }
      guard (values.clean + values.corrupted + values.patched).allSatisfy(\.isFinite) else {
        throw .notFinite(quantity: "the logits")
      }
      if first == 0 { baselines = PatchedDigits.allCases.map { totals.baseline($0, values) } }
      let told = Set(baselines.filter(\.isTold).map(\.digits))
      let covered = states.map { Set($0.flatMap(\.digits)) }
      let effects = Parallel.map(items: states.count, workers: threads) {
        ()
      } _: { _, state in
        totals.effects(of: state, among: states.count, places: covered[state], values, told: told)
      }
      rows += zip(some, effects).map { PatchingRow(node: $0, effects: $1) }
    }
    (source, pairsAreGiven, self.pairs) = (pairs.source, pairs.areGiven, pairs.count)
    pairsThatDiffer = Set(digits.map(\.pair)).count
    (self.seed, self.baselines, self.rows) = (seed, baselines, rows)
    positionNames = rows.map { $0.node.positionName(in: model.architecture.format) }
  }

  /// As many as keep their values within a few hundred megabytes.
  private static func statesAtOnce(_ digits: Int) -> Int { max(1, (32 << 20) / (2 * digits)) }

  /// One run for all digits that are patched alike; none for digits that have no such position.
  private static func runs(
    of node: PatchNode, on places: Set<Int>, in program: Program
  ) throws(AnalysisError) -> [StateMeasurer.Run] {
    try StateMeasurer.runs(of: program, digits: places.sorted()) { place in
      node.intervention(answerDigit: place, format: program.architecture.format).map { [$0] }
    }
  }
}
