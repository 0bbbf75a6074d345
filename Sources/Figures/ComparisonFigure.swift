import Addition
import Interpretability
import Plotting

extension Figure {
  /// Two models side by side: where each learns of a carry, where its heads look, and what breaks when a part is taken out.
  public static func comparison(_ comparison: ModelComparison) -> Figure {
    let panels = ComparisonPanels(comparison)
    let names = QuantityText.list(
      zip(panels.names, comparison.sides).map { "\($0) (\(grouped($1.parameters)) parameter\($1.parameters == 1 ? "" : "s"))" })
    let pairs = comparison.sides.first?.route.places.first?.unchanged.total ?? 0
    return Figure(
      width: 200, height: 110 + panels.heights.reduce(0, +), title: "Two adders compared",
      subtitle: zip(panels.names, comparison.sides).map { "\($0) \($1.route.verdict.rawValue)" }.joined(separator: "; "),
      caption:
        "\(names). Top: digits whose carry has come through the place below, where that place's own digit of the answer was "
        + "exchanged for the one of a problem with the other carry; \(grouped(pairs)) pairs for every digit, seed "
        + "\(comparison.sides.first?.route.seed ?? 0). Middle: mean attention of the queries that predict the answer, by what the "
        + "key is to digit i. Bottom: whole answers right when a component has its value of another problem, given the true digits "
        + "before, for what both have. \(comparison.source.phrase.capitalizingFirst). Lines are 95% Wilson intervals.",
      rows: [panels.routes, panels.attention, [panels.ablation, panels.accuracy]], rowHeights: panels.heights,
      columnWidths: [1, 1], legend: .above)
  }
}

/// The panels of a comparison.
private struct ComparisonPanels {
  let comparison: ModelComparison
  let components: [String]
  /// What the models are called, told apart where that is the same.
  let names: [String]

  init(_ comparison: ModelComparison) {
    self.comparison = comparison
    // What only one of them has is in the table.
    let components = comparison.sides.map { $0.ablation.rows.map(\.component.name) }
    self.components = Array((components.first ?? []).filter { name in components.allSatisfy { $0.contains(name) } }.prefix(40))
    let own = comparison.sides.map(\.name)
    names = Set(own).count == own.count ? own : zip(own, ["first", "second"]).map { "\($0) (\($1))" }
  }

  /// Neither is the color of a role, and intervals are seen on both.
  private static let colors = [Color(0x73808D), Color(0xC99A6B)]
  private static let mostHeads = 16

  /// The heights of the rows of panels, in millimetres.
  var heights: [Double] {
    let heads = min(comparison.sides.map(\.heads.count).max() ?? 1, Self.mostHeads)
    return [34, max(14, 7 * Double(heads)), max(34, 5 * Double(components.count))]
  }

  private func interval(_ share: Proportion) -> ClosedRange<Double>? {
    share.total == 0 ? nil : share.interval95.lower...share.interval95.upper
  }

  /// Both models' bars.
  private func bars(_ shares: (ModelComparison.Side) -> [Proportion?], horizontal: Bool = false) -> Bars {
    Bars(
      comparison.sides.enumerated().map { index, side in
        let shares = shares(side)
        return Bars.Series(
          shares.map { $0?.rate ?? .nan }, name: names[index], intervals: shares.map { $0.flatMap(interval) },
          color: Self.colors[index % 2])
      }, horizontal: horizontal)
  }

  /// What digits follow.
  var routes: [Panel] {
    let places = comparison.sides.first?.route.places.map { "Z\($0.place)" } ?? []
    func panel(_ title: String, _ share: (CarryRoute.Place) -> Proportion) -> Panel {
      Panel(
        title: title, x: .categories(places, label: "Answer digit"),
        y: .linear("Digits", range: 0...1, ticks: .at([0, 0.5, 1]), format: .percent),
        marks: [bars { $0.route.places.map(share) }])
    }
    return [
      panel("Digits that follow the previous output", \.followsOutput),
      panel("Digits that follow the operands", \.followsOperands),
    ]
  }

  /// The heads by role, a panel for each model.
  var attention: [Panel] { comparison.sides.indices.map(attention) }

  private func attention(_ side: Int) -> Panel {
    let heads = Array(comparison.sides[side].heads.prefix(Self.mostHeads))
    var y = Axis.categories(heads.map(\.name))
    y.grid = false
    return Panel(
      title: "Attention of \(names[side])", x: .linear("Share of attention", range: 0...1, ticks: .at([0, 0.5, 1])), y: y,
      marks: [
        Bars(
          KeyRole.allCases.map { role in
            .init(
              heads.map { head in head.roles.first { $0.role == role }?.share ?? 0 }, name: role.rawValue,
              color: RoleColors.color(role))
          }, arrangement: .stacked, horizontal: true, width: 0.8)
      ])
  }

  /// Whole answers right, component by component.
  var ablation: Panel {
    Panel(
      title: "Without a component", x: .linear("Whole answers right", range: 0...1, ticks: .at([0, 0.5, 1]), format: .percent),
      y: .categories(components),
      marks: [
        bars(
          { side in components.map { name in side.ablation.rows.first { $0.component.name == name }?.accuracy.exact } },
          horizontal: true)
      ])
  }

  /// Whole answers right as the models are, by chain.
  var accuracy: Panel {
    let lengths = comparison.sides.first?.chains.rows.map { "\($0.longestChain)" } ?? []
    return Panel(
      title: "As they are", x: .categories(lengths, label: "Longest carry chain (digits)"),
      y: .linear("Whole answers right", range: 0...1, ticks: .at([0, 0.5, 1]), format: .percent),
      marks: [bars { $0.chains.rows.map { $0.accuracy.total > 0 ? $0.accuracy : nil } }])
  }
}
