import Addition
import Figures
import Interpretability
import Plotting
import Training
import Transformer

/// Models of both families as they are before training, and a made-up run.
enum RandomModels: String, CaseIterable, Sendable {
  case split, splitWithTrainedSpiral, dense, denseOfTwoLayers, wide

  private var architecture: Architecture {
    switch self {
    case .split: .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true)
    case .splitWithTrainedSpiral: .microAdder(queryKeyWidth: 5, trainsSpiral: true, tiesDown: false)
    case .dense: .gptAcc(width: 7, hidden: 14)
    case .denseOfTwoLayers: .gptAcc(width: 8, hidden: 4, layers: 2, heads: 2, hasBias: true)
    case .wide: .gptAcc(width: 40, hidden: 70, layers: 2, heads: 5, tiesHead: false)
    }
  }

  /// The model with random weights.
  func model() throws -> Model {
    let program = try Program(architecture)
    let initialization: Initialization = program.architecture.residual.isSplit ? .microAdder : .flax
    return try Model(program, weights: initialization.values(for: program.parameters, seed: 3))
  }

  /// What captions call it.
  func subject() throws -> Subject { Subject(name: "random-\(rawValue)", parameters: try model().parameterCount) }

  /// Few problems, so that tests are fast; every chain length is there twice.
  static let problems = ProblemSuite.carry(count: 22, seed: 5)

  /// A curve of a validation in each of the curriculum's three stages.
  static func curve(carryMix: Double = 0.8, correct: [Int] = [0, 40, 99]) -> TrainingCurve {
    TrainingCurve(
      zip([3, 6, 10], correct).enumerated().map { index, stage in
        TrainingRecord(
          step: (index + 1) * 1000, loss: 1 / Double(index + 1), learningRate: 0.02, weightDecay: 0.01, digits: stage.0,
          carryMix: carryMix,
          validation: .init(
            exactMatch: Proportion(stage.1, of: 100), tokenAccuracy: Proportion(900, of: 1100), loss: 0.5))
      })
  }

  /// Every figure of the suite, by name.
  func figures() throws -> [(name: String, figure: Figure)] {
    let (model, subject, problems) = (try model(), try subject(), Self.problems)
    let attention = try AttentionSummary(model, on: problems)
    // The widest model would take many seconds with every component.
    let all = Component.all(of: model.program)
    let study = try AblationStudy(
      model, on: problems, components: self == .wide ? all.filter { $0.group == .unit || $0.group == .head } : all,
      ablations: [.zero, .resample])
    let probes = try ProbeStudy(model, on: problems, training: .carry(count: 44, seed: 6), controls: 1)
    let operands = try ProbeStudy(
      model, on: problems, labels: [.carryOut], hooks: model.program.hooks, positions: Array(0..<24), kind: .shallow,
      training: .carry(count: 22, seed: 6), controls: 1)
    let attributions = try AttributionStudy(
      model, on: problems, methods: self == .wide ? [.lens, .direct] : Set(AttributionStudy.Method.allCases))
    let pairs = ProblemPairs(changingACarryOf: problems)
    let map = PatchNode.map(of: model.program)
    let patched = try PatchingStudy(model, on: pairs, nodes: self == .wide ? map.filter { $0.hook.contains("resid") } : map)
    let split = try Model(Program(architecture, extras: [.attentionResult, .splitInputs]), weights: model.weights)
    let paths = try PatchingStudy(split, on: pairs, nodes: PatchNode.paths(of: split.program))
    let hooks = try PatchingStudy(
      model, on: pairs, nodes: PatchNode.all(of: PatchNode.mapHooks(of: model.program), by: [], in: model.program))
    return [
      ("patching", .patching(patched, of: subject)), ("path patching", .patching(paths, of: subject)),
      ("hook patching", .patching(hooks, of: subject)),
      ("budget", .parameterBudget(ParameterBudget(model.program), of: subject)),
      ("tokens", .tokenEmbedding(try TokenGeometry(model), of: subject)),
      ("positions", .positions(try PositionGeometry(model, noiseDraws: 20), of: subject)),
      ("neurons", .neurons(try NeuronResponses(model, on: problems), of: subject)),
      ("residual path", .residualPath(try ResidualPath(model, of: Problem(999, 1), columns: 24, rows: 18), of: subject)),
      ("attention difference", .attentionDifference(attention, minus: attention, of: subject, and: subject)),
      (
        "poster",
        .poster(
          Poster(
            explanation: try Explanation(model, of: Problem(999, 1), targetsPerHead: model.program.positions),
            tokens: try TokenGeometry(model), path: try ResidualPath(model, of: Problem(999, 1), columns: 24, rows: 18),
            attention: attention, neurons: try NeuronResponses(model, on: problems),
            carry: try CarryAccuracy(model, on: problems), verdict: "nothing is known"), of: subject)
      ),
      ("geometry", .geometry(try GeometryStudy(model, on: problems, draws: 20), of: subject)),
      ("attention", .attention(attention, of: subject)),
      ("full attention", .attention(attention, rows: .all, of: subject)),
      ("zero ablation", .ablation(study, .zero, of: subject)),
      ("resample ablation", .ablation(study, .resample, of: subject)),
      ("probes", .probe(probes, of: subject)),
      ("probes of operands", .probe(operands, of: subject)),
      ("attribution", .attribution(attributions, of: subject)),
      ("carry", .carryAccuracy(try CarryAccuracy(model, on: problems), of: subject)),
      ("training", .training(Self.curve(), of: subject)),
      (
        "addition",
        .addition(try Explanation(model, of: Problem(9_999_999_999, 1), targetsPerHead: model.program.positions), of: subject)
      ),
    ]
  }
}
