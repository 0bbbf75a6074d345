import Addition
import Foundation
import Lanes
import Transformer

/// Runs problems once and reads the residual stream where digits of the answer are predicted: for the logit lens and for direct
/// attribution, which need the same.
struct ResidualReading {
  let lens: LogitLens
  let direct: DirectAttribution

  /// - Throws: `AnalysisError.noProblems`, `.notFinite`.
  init(_ model: Model, on test: ProblemSuite, threads: Int, progress: @escaping StudyProgress) throws(AnalysisError) {
    try test.requireProblems()
    let readout = try LogitReadout(model)
    let extended = try model.withExtraHooks(.attentionResult)
    let plan = Plan(extended.program, readout, try extended.biasesOfMLPs())
    let bootstrap = Bootstrap(problems: test.count, seed: test.seed ?? 0)
    let done = Tally(of: test.count, progress)
    let initial = Part(plan)
    let parts = extended.forEachBlock(of: test, threads: threads, isLean: true, initial: initial) {
      pass, weights, indices, part in
      pass.forward(weights)
      for (lane, index) in indices.enumerated() {
        part.read(test[index], lane, of: pass, plan, group: bootstrap.group(of: index))
      }
      done.add(indices.count)
    }
    let total = parts.reduce(into: initial) { $0.add($1) }
    guard total.isFinite else { throw .notFinite(quantity: "the logits") }
    (lens, direct) = (total.lens(plan, bootstrap), total.direct(plan, bootstrap))
  }

  /// What is read.
  struct Plan: Sendable {
    let format: TokenFormat
    let readout: LogitReadout
    /// Points of the residual stream, with the features that each holds.
    let points: [(hook: HookPoint, features: Range<Int>)]
    let writes: [ResidualWrite]
    let last: HookPoint?
    /// By layer, of models whose MLPs have biases.
    let biases: [Int: [Double]]
    /// Names of what adds to a logit difference.
    let components: [String]

    init(_ program: Program, _ readout: LogitReadout, _ biases: [Int: [Double]]) {
      let architecture = program.architecture
      let tokens = architecture.residual.features(of: .token)
      let stream =
        ["blocks.0.hook_resid_pre"]
        + (0..<architecture.layers).flatMap {
          ["blocks.\($0).hook_resid_mid", "blocks.\($0).hook_resid_post"]
        }
      format = architecture.format
      self.readout = readout
      self.biases = biases
      points =
        (program.hook("hook_embed").map { [($0, tokens)] } ?? [])
        + stream.compactMap { name in program.hook(name).map { ($0, 0..<architecture.residual.width) } }
      writes = ResidualWrite.all(of: program)
      last = points.last?.hook
      components = writes.map(\.name) + biases.keys.sorted().map { "L\($0) MLP bias" } + ["constant"]
    }

    /// The place among sums of direct attribution: the last component is the whole.
    func slot(_ component: Int, _ flip: CarryFlip) -> Int {
      (component * CarryFlip.places.count + flip.place - 1) * 2 + (flip.hasCarry ? 1 : 0)
    }
  }
}

extension Model {
  /// The same model with further hooks.
  func withExtraHooks(_ extras: ExtraHooks) throws(AnalysisError) -> Model {
    do throws(ArchitectureError) {
      return try Model(Program(architecture, extras: extras), weights: weights)
    } catch { throw .architecture(error) }
  }

  /// What each block's MLP writes when all its hidden units are silent; nothing for MLPs without biases.
  func biasesOfMLPs() throws(AnalysisError) -> [Int: [Double]] {
    guard architecture.mlp.hasBias else { return [:] }
    var biases: [Int: [Double]] = [:]
    for layer in 0..<architecture.layers {
      guard let out = program.hook("blocks.\(layer).hook_mlp_out") else { continue }
      do throws(InterventionError) {
        let silent = try intervening(with: [Intervention(hook: "blocks.\(layer).mlp.hook_post", operation: .zero)])
        let pass = Pass<Lane>(silent.program)
        pass.load(count: 1) { _ in ProblemSuite.adderBoard[0] }
        pass.forward(WeightStore(silent.program, parameters: weights))
        let window = pass.activations(at: out)
        biases[layer] = window.features(at: program.positions - 1).map { Double(window[head: 0, program.positions - 1, $0][0]) }
      } catch { throw .intervention(error) }
    }
    return biases
  }
}
