import Addition
import Interpretability
import Plotting

extension Figure {
  /// Two models side by side: where each learns of a carry, where its heads look, and what breaks when a part is taken out.
  public static func comparison(_ comparison: ModelComparison) -> Figure {
    let panels = ComparisonPanels(comparison)
    let names = QuantityText.list(
      comparison.sides.map { "\($0.name) (\(grouped($0.parameters)) parameter\($0.parameters == 1 ? "" : "s"))" })
    let pairs = comparison.sides.first?.route.places.first?.unchanged.total ?? 0
    return Figure(
      width: 200, height: 150 + 3.6 * Double(panels.components.count), title: "Two adders compared",
      subtitle: comparison.sides.map { "\($0.name) \($0.route.verdict.rawValue)" }.joined(separator: "; "),
      caption:
        "\(names). Top: digits whose carry has come through the place below, where that place's own digit of the answer was "
        + "exchanged for the one of a problem with the other carry; \(grouped(pairs)) pairs for every digit, seed "
        + "\(comparison.sides.first?.route.seed ?? 0). Middle: mean attention of the queries that predict the answer, by what the "
        + "key is to digit i. Bottom: whole answers right when a component has its value of another problem, given the true digits "
        + "before, for what both have. \(comparison.source.phrase.capitalizingFirst). Lines are 95% Wilson intervals.",
      rows: [panels.routes, panels.attention, [panels.ablation, panels.accuracy]],
      columnWidths: [1, 1])
  }
}

/// The panels of a comparison.
private struct ComparisonPanels {
  let comparison: ModelComparison
  let components: [String]

  init(_ comparison: ModelComparison) {
    self.comparison = comparison
    // What only one of them has is in the table.
    let names = comparison.sides.map { $0.ablation.rows.map(\.component.name) }
    components = Array((names.first ?? []).filter { name in names.allSatisfy { $0.contains(name) } }.prefix(40))
  }

  private static let colors = [Color.blue, Color.orange]

  private func interval(_ share: Proportion) -> ClosedRange<Double>? {
    share.total == 0 ? nil : share.interval95.lower...share.interval95.upper
  }

  private func series(_ name: String, _ color: Color, _ shares: [Proportion?]) -> Bars.Series {
    Bars.Series(
      shares.map { $0?.rate ?? .nan }, name: name, intervals: shares.map { $0.flatMap(interval) }, color: color)
  }

  /// What digits follow, a panel for each model.
  var routes: [Panel] {
    comparison.sides.map { side in
      Panel(
        title: side.name, x: .categories(side.route.places.map { "Z\($0.place)" }, label: "Answer digit"),
        y: .linear("Digits", range: 0...1, ticks: .at([0, 0.5, 1]), format: .percent), legend: .above,
        marks: [
          Bars([
            series("follow the previous output", .green, side.route.places.map(\.followsOutput)),
            series("follow the operands", .purple, side.route.places.map(\.followsOperands)),
          ])
        ])
    }
  }

  /// The heads by role, a panel for each model.
  var attention: [Panel] { comparison.sides.map(attention) }

  private func attention(of side: ModelComparison.Side) -> Panel {
    let heads = Array(side.heads.prefix(16))
    var y = Axis.categories(heads.map(\.name))
    y.grid = false
    return Panel(
      title: "Attention by what the key is", x: .linear("Share of attention", range: 0...1, ticks: .at([0, 0.5, 1])), y: y,
      legend: .below,
      marks: [
        Bars(
          KeyRole.allCases.map { role in
            .init(
              heads.map { head in head.roles.first { $0.role == role }?.share ?? 0 }, name: role.rawValue,
              color: RoleColors.color(role))
          }, arrangement: .stacked, horizontal: true, width: 0.8)
      ])
  }

  /// Whole answers right, component by component, both models together.
  var ablation: Panel {
    Panel(
      title: "Without a component", x: .linear("Whole answers right", range: 0...1, ticks: .at([0, 0.5, 1]), format: .percent),
      y: .categories(components), legend: .below,
      marks: [
        Bars(
          comparison.sides.enumerated().map { index, side in
            series(
              side.name, Self.colors[index % 2],
              components.map { name in side.ablation.rows.first { $0.component.name == name }?.accuracy.exact })
          }, horizontal: true)
      ])
  }

  /// Whole answers right as the models are, by chain.
  var accuracy: Panel {
    let lengths = comparison.sides.first?.chains.rows.map { "\($0.longestChain)" } ?? []
    return Panel(
      title: "As they are", x: .categories(lengths, label: "Longest carry chain (digits)"),
      y: .linear("Whole answers right", range: 0...1, ticks: .at([0, 0.5, 1]), format: .percent), legend: .below,
      marks: [
        Bars(
          comparison.sides.enumerated().map { index, side in
            series(side.name, Self.colors[index % 2], side.chains.rows.map { $0.accuracy.total > 0 ? $0.accuracy : nil })
          })
      ])
  }
}
