import Addition
import Transformer

/// Which problems a search for a circuit uses beside those that it is judged on.
enum CircuitProblems {
  /// Fifty of every length of the longest carry chain, or as many uniform ones.
  static let searched = 550

  static func search(beside test: ProblemSuite) -> ProblemSuite {
    switch test.source.companion {
    case .uniform(_, let seed): .uniform(count: searched, seed: seed)
    case let companion: .carry(count: searched, seed: companion.seed ?? 0)
    }
  }
}

/// The model as a grain's parts need it.
enum CircuitModel {
  /// - Throws: `AnalysisError.plan` for edges of a model with interventions.
  static func model(_ model: Model, for grain: CircuitGrain) throws(AnalysisError) -> Model {
    guard !grain.extras.isEmpty else { return model }
    guard !model.program.isIntervened else {
      throw .plan("edges are searched in a model as it is; take its interventions away, or search its nodes")
    }
    do {
      return try Model(Program(model.architecture, extras: grain.extras), weights: model.weights)
    } catch {
      throw .plan("\(error)")
    }
  }
}

extension CircuitStudy.Plan {
  /// Problems that are needed to tell a share of this part from one of all: as many as it takes for the lower end of the interval of
  /// a faultless sample to reach it, and thirty at least.
  var leastProblems: Int {
    let deviate = WilsonInterval.deviate
    return max(30, Int((threshold / (1 - threshold) * deviate * deviate).rounded(.up)))
  }

  /// - Throws: `AnalysisError.noProblems` or `.plan`.
  func check(problems: [ProblemSuite]) throws(AnalysisError) {
    guard threshold > 0, threshold < 1 else { throw .plan("a threshold lies above 0 and below 1, and \(threshold) does not") }
    for suite in problems {
      try suite.requireProblems()
      guard suite.count >= leastProblems else {
        throw .plan(
          "\(suite.source) \(suite.count == 1 ? "is" : "are") too few to tell whether a circuit keeps \(threshold) of what the model "
            + "does; give \(grouped(leastProblems)) at least")
      }
    }
  }
}
