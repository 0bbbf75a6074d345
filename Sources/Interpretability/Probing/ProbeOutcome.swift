import Addition
import Transformer

/// How one probe did on the held-out problems.
struct ProbeOutcome: Sendable {
  /// Problems by their right answer, and those among them that the probe got right.
  let total, right: [Int]
  /// How many the probe gets right that was trained on shuffled labels; nil for controls.
  let shuffled: Int?
  /// How many coordinates the activation has; see `Whitening`.
  let dimensions: Int
  /// The probe itself, of the model that is studied.
  let probe: LinearProbe?

  /// All classes together.
  var accuracy: Proportion { Proportion(right.reduce(0, +), of: total.reduce(0, +)) }
}

extension ProbePlan {
  /// Trains and tests all probes on one model.
  ///
  /// - Parameters:
  ///   - isControl: whether only accuracies are wanted.
  ///   - finished: told after every site.
  func outcomes(of model: Model, isControl: Bool, finished: () -> Void) throws(AnalysisError) -> [ProbeOutcome] {
    let trained = try ProbeExamples(model, at: sites, on: training)
    let tested = try ProbeExamples(model, at: sites, on: test)
    var outcomes: [(cell: Int, outcome: ProbeOutcome)] = []
    for site in sites.indices {
      var width = sites[site].elements.count
      var (x, y) = (trained.values[site].map(Double.init), tested.values[site].map(Double.init))
      if kind == .shallow {
        let layer = HiddenLayer(x, width: width, seed: seed, site: site)
        (x, y, width) = (layer(x), layer(y), width + HiddenLayer.units)
      }
      let whitening = try Whitening(x, width: width)
      for index in cells.indices where cells[index].site == site {
        let answers = answers(cells[index])
        let probe = try LinearProbe(x, labels: answers.training, whitening: whitening)
        var (total, right) = ([Int](repeating: 0, count: cells[index].label.classes), [Int]())
        right = total
        for (given, answer) in zip(probe.answers(y), answers.test) {
          total[Int(answer)] += 1
          if given == answer { right[Int(answer)] += 1 }
        }
        var shuffled: Int?
        if !isControl {
          let blind = try LinearProbe(x, labels: answers.shuffled, whitening: whitening)
          shuffled = zip(blind.answers(y), answers.test).count { $0 == $1 }
        }
        outcomes.append(
          (
            index,
            ProbeOutcome(
              total: total, right: right, shuffled: shuffled, dimensions: whitening.dimensions, probe: isControl ? nil : probe)
          ))
      }
      finished()
    }
    return outcomes.sorted { $0.cell < $1.cell }.map(\.outcome)
  }
}
