import Addition
import Lanes
import Testing
import Transformer

@testable import Certificates

/// What a certificate says of executed arithmetic holds for what the engine executes.
@Suite struct ExecutedTests {
  /// Scores are the engine's bits, and margins lie between the bounds; random models of every kind, as in training and wilder.
  @Test(arguments: RandomModels.architectures.map(\.name)) func boundsHoldTheEngine(name: String) throws {
    let architecture = try #require(RandomModels.architectures.first { $0.name == name }).architecture
    let model = try RandomModels.model(architecture, seed: 8)
    try Self.compare(model, .float32, Lane.self)
    try Self.compare(model, .float64, ExactLane.self)
  }

  private static func compare<V: LaneVector>(_ model: Model, _ arithmetic: CertifiedArithmetic, _: V.Type) throws {
    let dissection = try Dissection(model, arithmetic: arithmetic)
    let parts = dissection.parts
    let pass = Pass<V>(model.program)
    let suite = ProblemSuite.carry(count: 8, seed: 15)
    pass.load(suite)
    pass.forward(WeightStore<V.Scalar>(model.program, parameters: model.weights.map { V.Scalar($0) }))
    let scores = try #require(model.program.hook("blocks.0.attn.hook_attn_scores"))
    for (lane, problem) in suite.enumerated() {
      let sequence = model.architecture.format.sequence(of: problem)
      for place in 0...10 {
        let query = parts.roles.query(place)
        for key in [0, query / 2, query] {
          for head in 0..<parts.attention.heads {
            let q = try #require(parts.local[query][Int(sequence[query])])[
              parts.attention.query.part(head, of: parts.attention.heads)]
            let k = try #require(parts.local[key][Int(sequence[key])])[
              parts.attention.key.part(head * parts.attention.keyHeads / parts.attention.heads, of: parts.attention.keyHeads)]
            let own = pass.activation(scores, lane: lane, head: head, position: query, feature: key)
            #expect(parts.score(q, k) == Interval(Double(own)), "\(problem), Z\(place), key \(key)")
          }
        }
        let logits = (0..<model.architecture.format.vocabularySize).map { Double(pass.logits(at: query)[$0][lane]) }
        let right = Int(pass.targets(at: query)[lane])
        let margin = logits[right] - (logits.indices.filter { $0 != right }.map { logits[$0] }.max() ?? 0)
        let bounds = dissection.bounds(dissection.table(place, problem), Operands(problem))
        #expect(bounds.least <= margin && margin <= bounds.greatest, "\(problem), Z\(place): \(margin) is not in \(bounds)")
        // Rounding is no excuse for bounds that say nothing.
        let scale = logits.reduce(1) { max($0, $1.magnitude) }
        #expect(bounds.greatest - bounds.least <= (arithmetic == .float32 ? 0.2 : 1e-9) * scale, "\(bounds) of \(scale)")
      }
    }
  }

  /// One operation after another, each rounded: never farther from the exact result than the bound.
  @Test func runningErrorsAreBounds() {
    var random = SystemIndependentGenerator(state: 5)
    for _ in 0..<20_000 {
      var (executed, enclosed) = (Float.random(in: -4...4, using: &random), ExecutedNumber<Float32Format>(constant: .zero))
      enclosed.value = Interval(Double(executed))
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let other = Float.random(in: -3...3, using: &random)
        let constant = ExecutedNumber<Float32Format>(constant: Interval(Double(other)))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: (executed, enclosed) = (executed + other, enclosed + constant)
        case 1: (executed, enclosed) = (executed - other, enclosed - constant)
        case 2: (executed, enclosed) = (executed * other, enclosed * constant)
        case 3: (executed, enclosed) = (executed * executed, enclosed.squared)
        case 4: (executed, enclosed) = (GELU.exact(Lane(repeating: executed))[0], enclosed.gelu)
        default:
          let shifted = Lane(repeating: executed) * Lane(repeating: executed) + Lane(repeating: 1)
          let positive = enclosed.squared + ExecutedNumber<Float32Format>(constant: .one)
          (executed, enclosed) = ((Lane(repeating: 1) / shifted.squareRoot())[0], positive.reciprocalSquareRoot)
        }
      }
      let error = (Interval(Double(executed)) - enclosed.value)
      // The exact value is somewhere in `value`: what of the difference is surely error must be within the bound.
      let sure = max(error.lower, -error.upper, 0)
      #expect(sure <= enclosed.error && enclosed.error < 1e-2 * max(enclosed.value.magnitude, 1))
    }
  }
}
