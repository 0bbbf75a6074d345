import Addition
import Plotting

/// The validation curve of one run among many.
public struct SeedCurve: Hashable, Sendable {
  /// The run's seed.
  public let seed: UInt64
  /// Steps taken at each validation.
  public let steps: [Int]
  /// The share of whole answers right at each.
  public let exactMatch: [Double]
  /// Whether the run counts as a success.
  public let succeeded: Bool

  /// A curve; as many shares as steps.
  public init(seed: UInt64, steps: [Int], exactMatch: [Double], succeeded: Bool) {
    self.seed = seed
    self.steps = steps
    self.exactMatch = exactMatch
    self.succeeded = succeeded
  }
}

/// All runs of one model.
public struct SeedCurves: Hashable, Sendable {
  /// The model's name, such as `microadder-57p`.
  public let model: String
  /// One curve a seed.
  public let curves: [SeedCurve]

  /// The curves of a model.
  public init(model: String, curves: [SeedCurve]) {
    self.model = model
    self.curves = curves
  }
}

extension Figure {
  /// When models grok: the validation curves of all seeds, one panel a model.
  ///
  /// - Parameters:
  ///   - threshold: the share of whole answers right from which a run counts as a success.
  ///   - problems: on how many uniform problems each point is measured.
  public static func grokking(_ models: [SeedCurves], title: String, threshold: Double, problems: Int) -> Figure {
    let columns = models.count <= 4 ? min(models.count, 2) : 3
    let rows = stride(from: 0, to: models.count, by: max(columns, 1)).map { first in
      models[first..<min(first + columns, models.count)].map(Self.panel)
    }
    let runs = models.reduce(0) { $0 + $1.curves.count }
    return Figure(
      height: 34 + 48 * Double(rows.count), title: title, subtitle: "\(grouped(runs)) runs of \(models.count) models",
      caption:
        "Validation of every run over its steps: share of whole answers right on the same \(grouped(problems)) uniform sums of up to "
        + "ten digits. Blue: the run's best weights reach \(QuantityText.percent(threshold, 0)) or more there; grey: they do not. A curve that "
        + "ends early was given up or had nothing left to learn.",
      rows: rows, legend: .below)
  }

  private static func panel(_ model: SeedCurves) -> Panel {
    let last = model.curves.compactMap(\.steps.last).max() ?? 1
    let successes = model.curves.count(where: \.succeeded)
    // Failures first: what succeeds lies on top.
    let ordered = model.curves.filter { !$0.succeeded } + model.curves.filter(\.succeeded)
    var named: Set<Bool> = []
    let lines: [any Mark] = ordered.map { curve in
      Line(
        x: curve.steps.map(Double.init), y: curve.exactMatch,
        name: named.insert(curve.succeeded).inserted ? (curve.succeeded ? "succeeds" : "does not succeed") : nil,
        color: curve.succeeded ? .blue : .silver, width: 0.6)
    }
    return Panel(
      title: model.model,
      subtitle: "\(successes) of \(model.curves.count) seeds succeed",
      x: .linear("Steps", range: 0...Double(last), format: .integer),
      y: .linear("Whole answers right", range: 0...1.04, ticks: .at([0, 0.5, 1]), format: .percent), marks: lines)
  }
}
