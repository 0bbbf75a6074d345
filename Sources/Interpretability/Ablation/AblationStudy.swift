import Addition
import Transformer

/// What each component is worth: next-token accuracy of every answer digit, with and without a carry entering it, when the
/// component is taken out.
///
/// Teacher-forced: each digit is predicted from the true earlier ones, so that one wrong digit does not spoil the next.
public struct AblationStudy: Codable, Hashable, Sendable {
  /// One digit of the answer.
  public struct Digit: Codable, Hashable, Sendable {
    /// The digit's place, 0 for units.
    public let place: Int
    /// Right predictions where no carry enters the place.
    public let withoutCarry: Proportion
    /// Right predictions where a carry enters the place. Nothing enters place 0.
    public let withCarry: Proportion

    /// Right predictions on all problems.
    public var overall: Proportion { withoutCarry + withCarry }
  }

  /// The model's accuracy in one state.
  public struct Accuracy: Codable, Hashable, Sendable {
    /// The eleven digits of the answer, units first.
    public let digits: [Digit]
    /// Problems with all eleven digits right under teacher forcing; each in its own run where the component has one for each.
    public let exact: Proportion

    /// All digits together, by whether a carry enters them.
    public func overall(carryIn: Bool) -> Proportion {
      digits.reduce(Proportion(0, of: 0)) { $0 + (carryIn ? $1.withCarry : $1.withoutCarry) }
    }
  }

  /// One component taken out in one way.
  public struct Row: Codable, Hashable, Sendable {
    /// What was taken out.
    public let component: Component
    /// How.
    public let ablation: Ablation
    /// What was left.
    public let accuracy: Accuracy
  }

  /// The problems.
  public let source: ProblemSource
  /// The held-out problems that means were taken over and donors drawn from.
  public let reference: ProblemSource
  /// The model as it is.
  public let baseline: Accuracy
  /// Every component, ablation by ablation, in the order asked for.
  public let rows: [Row]

  /// The row of a component, by name.
  public func row(_ component: String, _ ablation: Ablation) -> Row? {
    rows.first { $0.component.name == component && $0.ablation == ablation }
  }

  /// Takes out one component after the other.
  ///
  /// - Parameters:
  ///   - components: nil for all of `Component.Group.circuit`.
  ///   - reference: held-out problems for means and donors, however many; nil for `test.companion`. Which problem lends to
  ///     which, `Donors` tells.
  /// - Throws: `AnalysisError.noProblems`; `.intervention` if a component is not the model's.
  public init(
    _ model: Model, on test: ProblemSuite = .carry(), components: [Component]? = nil, ablations: [Ablation] = Ablation.allCases,
    reference: ProblemSuite? = nil, threads: Int = 1
  ) throws(AnalysisError) {
    let reference = reference ?? test.companion
    try test.requireProblems()
    try reference.requireProblems()
    let components = components ?? Component.all(of: model.program)
    let hooks = Set(components.flatMap { $0.parts.map(\.hook) }).sorted()
    let means = try MeanActivations(
      model, hooks: ablations.contains(.mean) ? hooks : [], on: reference, threads: threads)

    let donors = ablations.contains(.resample) ? Donors(from: reference) : nil
    var states = [[TeacherForcedAccuracy.Run(program: model.program, digits: model.answerDigits)]]
    var labels: [(Component, Ablation)] = []
    for component in components {
      for ablation in ablations {
        states.append(try Self.runs(model, component, ablation, means: means))
        labels.append((component, ablation))
      }
    }
    let accuracies = TeacherForcedAccuracy(model: model, test: test, donors: donors, threads: threads)
      .measure(states)
    self.source = test.source
    self.reference = reference.source
    baseline = accuracies[0]
    rows = zip(labels, accuracies.dropFirst()).map { Row(component: $0.0, ablation: $0.1, accuracy: $1) }
  }

  /// One run for all digits whose interventions are the same.
  private static func runs(
    _ model: Model, _ component: Component, _ ablation: Ablation, means: MeanActivations
  ) throws(AnalysisError) -> [TeacherForcedAccuracy.Run] {
    var runs: [(interventions: [Intervention], digits: [Int])] = []
    for digit in model.answerDigits {
      let interventions = component.interventions(ablation, answerDigit: digit, means: means)
      if let index = runs.firstIndex(where: { $0.interventions == interventions }) {
        runs[index].digits.append(digit)
      } else {
        runs.append((interventions, [digit]))
      }
    }
    do throws(InterventionError) {
      return try runs.map { run throws(InterventionError) in
        .init(program: try model.program.intervening(with: run.interventions), digits: run.digits)
      }
    } catch {
      throw .intervention(error)
    }
  }
}

extension Model {
  /// The places of the answer's digits.
  fileprivate var answerDigits: [Int] { Array(0..<architecture.format.answerLength) }
}
