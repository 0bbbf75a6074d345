import Addition
import Interpretability
import Plotting

extension Figure {
  /// What hidden units do with the digit sum, with and without a carry: small multiples of one scale.
  public static func neurons(_ responses: NeuronResponses, of subject: Subject) -> Figure {
    let shown = NeuronPanels.chosen(responses.units, most: 24)
    let perRow = min(4, max(shown.count, 1))
    let panels = NeuronPanels(shown).all
    let rows = (panels.count + perRow - 1) / perRow
    let which =
      shown.count < responses.units.count
      ? "the \(shown.count) of \(grouped(responses.units.count)) hidden units that move most" : "every hidden unit"
    return Figure(
      width: perRow < 3 ? 60 + 60 * Double(perRow) : 190, height: 46 + 44 * Double(rows),
      title: "What each hidden unit does with two digits and a carry",
      caption:
        "Activation behind the nonlinearity of \(which) where the digits Z_{0} to Z_{9} are predicted, from \(subject.phrase): mean "
        + "(points) and whole range (bands) over \(responses.source.phrase), with the true digits before each. R^{2}: the share of the "
        + "unit's variance that digit sum and carry explain.",
      rows: panels.inRows(of: perRow), letters: false, legend: .above)
  }
}

/// A panel for each of some hidden units, all with one scale.
public struct NeuronPanels {
  let units: [NeuronResponses.Unit]

  init(_ units: [NeuronResponses.Unit]) { self.units = units }

  /// The units that move most, in their order.
  public static func chosen(_ units: [NeuronResponses.Unit], most: Int) -> [NeuronResponses.Unit] {
    let order = units.indices.sorted { (units[$0].range, $1) > (units[$1].range, $0) }
    return order.prefix(most).sorted().map { units[$0] }
  }

  var all: [Panel] {
    units.enumerated().map { index, unit in
      Panel(
        title: unit.name, subtitle: unit.explained.map { "R^{2} \(QuantityText.fixed($0, 2))" } ?? "Does not move",
        x: .linear("Digit sum X_{i} + Y_{i}", range: -0.7...18.7, ticks: .at([0, 9, 18]), format: .integer),
        y: .linear(index % 4 == 0 ? "Activation" : nil, including: [0]),
        marks: [
          line(unit, hasCarry: false, "no carry enters", .blue, .circle),
          line(unit, hasCarry: true, "a carry enters", .vermilion, .triangle),
        ])
    }.sharing(x: false)
  }

  private func line(
    _ unit: NeuronResponses.Unit, hasCarry: Bool, _ name: String, _ color: Color, _ marker: Marker
  ) -> Line {
    let responses = unit.responses(hasCarry: hasCarry)
    return Line(
      x: responses.map { Double($0.digitSum) }, y: responses.map(\.mean), low: responses.map(\.least),
      high: responses.map(\.greatest), name: name, color: color, width: 0.9,
      // Many small panels are read by their lines.
      marker: units.count > 16 ? nil : marker)
  }
}
