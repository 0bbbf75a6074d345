import Arguments
import Interpretability

extension Metric: ExpressibleByArgument {}
extension DigitGrouping: ExpressibleByArgument {}

/// What a study measures: `@OptionGroup var measured: MeasurementOptions`.
struct MeasurementOptions: ParsableArguments {
  @Option(help: "What is measured; may be given several times. The first one is drawn. (default: exact)") var metric: [Metric] =
    []
  @Option(
    help: """
      Sort digits by place, by whether a carry enters, by what the place does with a carry (generate, propagate, kill), or by \
      how far the carry has come; may be given several times.
      """)
  var by: [DigitGrouping] = []
  @Flag(help: "Along the model's own answer instead of the true one.") var generate = false

  /// What a study is to measure.
  ///
  /// - Parameter metrics: those that are measured unless the user names others.
  func plan(_ metrics: [Metric] = [.exact]) -> MeasurementPlan {
    MeasurementPlan(
      metrics: metric.isEmpty ? metrics : metric, groupings: by, reading: generate ? .generated : .teacherForced)
  }

  /// The options as words of a command that measures the same.
  var words: [String] {
    metric.flatMap { ["--metric", $0.rawValue] } + by.flatMap { ["--by", $0.rawValue] } + (generate ? ["--generate"] : [])
  }

  func validate() throws {
    if generate, metric.contains(.divergence) {
      throw ValidationError("--metric kl compares two models on the same tokens and does not go with --generate")
    }
  }
}
