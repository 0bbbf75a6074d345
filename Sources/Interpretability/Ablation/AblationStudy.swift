import Addition
import Transformer

/// What each component is worth: next-token accuracy of every answer digit, with and without a carry entering it, when the
/// component is taken out.
///
/// Teacher-forced: each digit is predicted from the true earlier ones, so that one wrong digit does not spoil the next.
public struct AblationStudy: Codable, Hashable, Sendable {
  /// One component taken out in one way.
  public struct Row: Codable, Hashable, Sendable {
    /// What was taken out.
    public let component: Component
    /// How.
    public let ablation: Ablation
    /// What was left.
    public let accuracy: AnswerAccuracy
    /// The metrics that were asked for.
    public let measures: [Measure]

    /// One number; nil if it was not asked for.
    public subscript(metric: Metric, group: DigitGroup = .all) -> Estimate? {
      measures.first { $0.metric == metric && $0.group == group }?.estimate
    }
  }

  /// The problems.
  public let source: ProblemSource
  /// The held-out problems that means were taken over and donors drawn from.
  public let reference: ProblemSource
  /// What was measured, and how.
  public let plan: MeasurementPlan
  /// What everything became that was fixed.
  public let fixedValue: Float
  /// The model as it is.
  public let baseline: AnswerAccuracy
  /// The metrics of the model as it is.
  public let baselineMeasures: [Measure]
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
  ///   - plan: what is measured; accuracies of every digit are in any case.
  ///   - fixedValue: what everything becomes that is fixed.
  ///   - reference: held-out problems for means and donors, however many; nil for `test.companion`. Which problem lends to
  ///     which, `Donors` tells.
  ///   - progress: counts problems of every component.
  /// - Throws: `AnalysisError.noProblems`; `.intervention` if a component is not the model's; `.plan`; `.notFinite`.
  public init(
    _ model: Model, on test: ProblemSuite = .carry(), components: [Component]? = nil,
    ablations: [Ablation] = Ablation.standard, plan: MeasurementPlan = MeasurementPlan(), fixedValue: Float = 0,
    reference: ProblemSuite? = nil, threads: Int = 1, progress: @escaping StudyProgress = { _, _ in }
  ) throws(AnalysisError) {
    let reference = reference ?? test.companion
    try test.requireProblems()
    try reference.requireProblems()
    let components = components ?? Component.all(of: model.program)
    let hooks = Set(components.flatMap { $0.parts.map(\.hook) }).sorted()
    let means = try MeanActivations(
      model, hooks: ablations.contains(.mean) ? hooks : [], on: reference, threads: threads)

    let donors = ablations.contains(.resample) ? Donors(from: reference) : nil
    var states = [try StateMeasurer.runs(of: model.program) { _ in [] }]
    var labels: [(Component, Ablation)] = []
    for component in components {
      for ablation in ablations {
        states.append(
          try StateMeasurer.runs(of: model.program) { digit in
            component.interventions(ablation, answerDigit: digit, means: means, value: fixedValue, in: model.program)
          })
        labels.append((component, ablation))
      }
    }
    var measurer = StateMeasurer(model: model, test: test, plan: plan, threads: threads, progress: progress)
    if let donors { measurer.donor = { donors.donor(of: $0) } }
    let measured: [Measurement]
    do throws(AnalysisError) {
      measured = try measurer.measure(states)
    } catch .notFinite where ablations.contains(.fixed) {
      throw .plan("activations of \(fixedValue) make infinite numbers of the logits; fix them at a smaller one")
    }
    self.source = test.source
    self.reference = reference.source
    (self.plan, self.fixedValue) = (plan, fixedValue)
    (baseline, baselineMeasures) = (measured[0].accuracy, measured[0].measures)
    rows = zip(labels, measured.dropFirst()).map {
      Row(component: $0.0, ablation: $0.1, accuracy: $1.accuracy, measures: $1.measures)
    }
  }
}
