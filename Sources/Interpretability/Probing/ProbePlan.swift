import Addition
import Transformer

/// Everything that probes of one study have in common, whichever model they look into.
struct ProbePlan: Sendable {
  /// One probe: a question about an activation.
  struct Cell: Hashable, Sendable {
    let label: ProbeLabel
    /// Which of the plan's sites.
    let site: Int
  }

  /// The right answers to one question, problem by problem.
  struct Answers: Sendable {
    let training: [UInt8]
    /// Those of training, dealt out anew.
    let shuffled: [UInt8]
    let test: [UInt8]
  }

  let sites: [ProbeSite]
  /// Label by label, and for each the sites in their order.
  let cells: [Cell]
  let training: ProblemSuite
  let test: ProblemSuite
  let kind: ProbeKind
  let seed: UInt64
  /// By label, then place.
  private let answers: [ProbeLabel: [Int: Answers]]

  /// As many numbers as a model's examples may be: half a gigabyte.
  private static let mostNumbers = 1 << 27

  /// - Throws: `AnalysisError.noProblems`; `.plan` where there is nothing to ask, or too much.
  init(
    _ program: Program, hooks: [HookPoint], positions: [Int], labels: [ProbeLabel], training: ProblemSuite, test: ProblemSuite,
    kind: ProbeKind, seed: UInt64
  ) throws(AnalysisError) {
    try training.requireProblems()
    try test.requireProblems()
    let sites = hooks.flatMap { hook in positions.compactMap { ProbeSite(hook, position: $0, of: program) } }
    guard !sites.isEmpty else {
      throw .plan("none of the positions is an operand's digit or predicts a digit of the answer; choose others")
    }
    let numbers = sites.reduce(0) { $0 + $1.elements.count }.multipliedReportingOverflow(by: training.count + test.count)
    guard !numbers.overflow, numbers.partialValue <= Self.mostNumbers else {
      throw .plan("these activations are too many to be held; ask for fewer problems, hooks or positions")
    }
    var answers: [ProbeLabel: [Int: Answers]] = [:]
    let (learned, asked) = (Array(training), Array(test))
    for label in labels {
      for place in Set(sites.map(\.place)).sorted() where label.places.contains(place) {
        let right = learned.map { label.answer($0, place: place) }
        // What has one answer needs no probe.
        guard Set(right).count > 1 else { continue }
        answers[label, default: [:]][place] = Answers(
          training: right, shuffled: Self.shuffled(right, seed: seed, label: label, place: place),
          test: asked.map { label.answer($0, place: place) })
      }
    }
    let cells = labels.flatMap { label in
      sites.indices.filter { answers[label]?[sites[$0].place] != nil }.map { Cell(label: label, site: $0) }
    }
    guard !cells.isEmpty else {
      throw .plan("at these positions every label is the same on all problems; choose other labels, positions or problems")
    }
    (self.sites, self.cells, self.training, self.test) = (sites, cells, training, test)
    (self.kind, self.seed, self.answers) = (kind, seed, answers)
  }

  /// The right answers to a cell's question.
  func answers(_ cell: Cell) -> Answers {
    answers[cell.label]?[sites[cell.site].place] ?? Answers(training: [], shuffled: [], test: [])
  }

  private static func shuffled(_ labels: [UInt8], seed: UInt64, label: ProbeLabel, place: Int) -> [UInt8] {
    let index = (ProbeLabel.allCases.firstIndex(of: label) ?? 0) * Problem.sumDigits + place
    var random = RandomStream(seed: seed, purpose: .analysis, step: 23, index: index)
    return labels.shuffled(using: &random)
  }
}
