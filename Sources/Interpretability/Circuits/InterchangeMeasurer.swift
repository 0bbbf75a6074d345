import Addition
import Lanes
import Transformer

/// Counts what becomes of answers' digits in interchange interventions.
struct InterchangeMeasurer {
  /// What one state of the model does with the trials.
  struct Outcome: Hashable, Sendable {
    /// Whether it gives the digit that is right for the base, trial by trial.
    var keepsBase: [Bool] = []
    /// Whether it gives the expected digit.
    var givesExpected: [Bool] = []
    /// The negative log-likelihood of the expected digit, in nats, summed.
    var loss = 0.0
  }

  let model: Model
  let sample: InterchangeSample
  let threads: Int

  /// The outcome of the model as it is, and those of its states, each a program for every place of the sample.
  func measure(_ states: [[Program]]) -> (plain: Outcome, states: [Outcome]) {
    let format = model.architecture.format
    let bases = ProblemSuite(name: "bases", problems: sample.trials.map(\.base))
    let initial = [Outcome](repeating: Outcome(), count: states.count + 1)
    let parts = model.forEachBlock(of: bases, threads: threads, isLean: true, initial: initial) { plain in
      let lender = Pass<Lane>(model.program)
      let passes = sample.places.indices.map { place in
        states.enumerated().map { state, programs in
          let program = programs[sample.places.distance(from: sample.places.startIndex, to: place)]
          let pass = Pass<Lane>(program, sharing: plain)
          pass.donor = lender
          return (state: state, pass: pass, firstStep: program.firstIntervenedStep)
          // Those that start last first: none then overwrites what a later one builds on.
        }.sorted { $0.firstStep > $1.firstStep }
      }
      return (lender: lender, passes: passes)
    } _: { plain, weights, tools, indices, outcomes in
      let trials = sample.trials[indices]
      let place = trials[indices.lowerBound].place
      let query = format.query(answerDigit: place)
      tools.lender.load(count: indices.count) { sample.trials[indices.lowerBound + $0].source }
      tools.lender.forward(weights, positions: 0..<(query + 1), onlyAnswers: true)
      plain.forward(weights, positions: 0..<(query + 1), onlyAnswers: true)
      count(plain, trials, query, into: &outcomes[0])
      for run in tools.passes[place - sample.places.lowerBound] {
        run.pass.forward(weights, positions: 0..<(query + 1), onlyAnswers: true, from: run.firstStep)
        count(run.pass, trials, query, into: &outcomes[run.state + 1])
      }
    }
    let sums = parts.reduce(into: initial) { sums, part in
      for (index, outcome) in part.enumerated() {
        sums[index].keepsBase += outcome.keepsBase
        sums[index].givesExpected += outcome.givesExpected
        sums[index].loss += outcome.loss
      }
    }
    return (sums[0], Array(sums.dropFirst()))
  }

  private func count(_ pass: Pass<Lane>, _ trials: ArraySlice<Interchange>, _ query: Int, into outcome: inout Outcome) {
    let predicted = pass.mostLikelyToken(at: query)
    var expected = Lane()
    for (lane, trial) in trials.enumerated() { expected[lane] = Float(trial.expected) }
    let losses = CrossEntropy.loss(
      pass.logits(at: query), vocabulary: model.architecture.format.vocabularySize, target: expected)
    for (lane, trial) in trials.enumerated() {
      outcome.keepsBase.append(predicted[lane] == Float(trial.base.sumDigits[trial.place]))
      outcome.givesExpected.append(predicted[lane] == Float(trial.expected))
      outcome.loss += Double(losses[lane])
    }
  }
}
