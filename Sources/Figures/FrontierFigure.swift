import Addition
import Plotting

/// One model on the frontier between size and accuracy.
public struct FrontierPoint: Hashable, Sendable {
  /// The model's name; the figure labels the smallest of each family that succeeds.
  public let model: String
  /// The family that it belongs to, which decides its color.
  public let family: String
  /// Learned parameters.
  public let parameters: Int
  /// Whole answers right of the best seed.
  public let best: Proportion
  /// Seeds that succeed, of those that ran.
  public let successes: Proportion
  /// What the source tells, as a share; nil where it tells nothing.
  public let told: Double?

  /// A model's results.
  public init(
    model: String, family: String, parameters: Int, best: Proportion, successes: Proportion, told: Double? = nil
  ) {
    self.model = model
    self.family = family
    self.parameters = parameters
    self.best = best
    self.successes = successes
    self.told = told
  }
}

extension Figure {
  /// Accuracy over size: the best of all seeds beside what sources tell, and how often a seed succeeds.
  ///
  /// - Parameters:
  ///   - points: at least one model.
  ///   - threshold: the share of whole answers right from which a run counts as a success.
  ///   - problems: what accuracy is measured on, such as `AdderBoard's 10,010 sums`.
  public static func frontier(_ points: [FrontierPoint], threshold: Double, problems: String) -> Figure {
    var families: [String] = []
    for point in points where !families.contains(point.family) { families.append(point.family) }
    let sizes = points.map { Double($0.parameters) }
    let told = points.filter { $0.told != nil }
    let smallest = Set(
      families.compactMap { family in
        points.filter { $0.family == family && $0.successes.count > 0 }.min { $0.parameters < $1.parameters }?.model
      })
    // Air around the outermost points; both panels share the range.
    let x = Axis.logarithmic(
      "Learned parameters", range: (sizes.min() ?? 1) / 1.15...(sizes.max() ?? 1) * 1.15)
    func share(_ label: String) -> Axis { .linear(label, range: -0.04...1.06, ticks: .at([0, 0.5, 1]), format: .percent) }
    let best = Panel(
      title: "Best seed", x: x, y: share("Whole answers right"),
      marks: [
        Scatter(
          x: told.map { Double($0.parameters) }, y: told.compactMap(\.told), coloring: .uniform(.silver), marker: .diamond,
          size: 7,
          name: "reported by the source"),
        Scatter(
          x: sizes, y: points.map { $0.best.rate ?? 0 },
          coloring: .categories(points.map { families.firstIndex(of: $0.family) ?? 0 }, names: families), marker: .circle,
          size: 4.5,
          labels: points.map { smallest.contains($0.model) ? "\($0.parameters)" : "" }),
      ])
    let rates: [any Mark] = families.enumerated().map { index, family in
      let own = points.filter { $0.family == family }
      return ErrorBars(
        x: own.map { Double($0.parameters) }, y: own.map { $0.successes.rate ?? 0 },
        intervals: own.map { $0.successes.interval95.lower...$0.successes.interval95.upper },
        color: Color.palette[index % Color.palette.count])
    }
    return Figure(
      height: 150, title: "The parameter-accuracy frontier",
      subtitle: "\(points.count) models, \(grouped(points.reduce(0) { $0 + $1.successes.total })) runs",
      caption:
        "Above: share of \(problems) that the best of all seeds gets right, beside what the source reports (diamonds); numbers: the "
        + "smallest model of each family of which a seed succeeds. Below: the share of seeds that reach "
        + "\(QuantityText.percent(threshold, 0)) of the validation's sums, with 95% Wilson intervals.",
      rows: [
        [best], [Panel(title: "Seeds that succeed", x: x, y: share("Share of seeds"), marks: rates)],
      ], rowHeights: [1.1, 1], legend: .below)
  }
}
