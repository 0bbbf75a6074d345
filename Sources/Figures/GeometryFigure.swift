import Addition
import Interpretability
import Plotting

extension Figure {
  /// A model's geometry: the digits with their circle, spectra over digits and places, singular values of every head's circuits, what
  /// weights read and write, and which keys the answer's queries score high.
  public static func geometry(_ study: GeometryStudy, of subject: Subject) -> Figure {
    let panels = GeometryPanels(study)
    let draws = "\(grouped(study.draws)) draw\(study.draws == 1 ? "" : "s") (seed \(study.seed))"
    return Figure(
      height: 208, title: "The geometry of digits, places and heads",
      caption:
        "a, digits' token vectors as they enter the residual stream, and the nearest circle; random: Gaussian vectors of the "
        + "same width, middle 95% of \(draws). b, shares of the variance at whole turns over the ten vectors; dashes: evenly "
        + "spaced points on a straight line. c, singular values of every head's circuits in the residual stream, norm weights "
        + "multiplied in. d, squares of weights\(panels.energyParts)\(panels.variancePhrase). "
        + "e, mean attention score of each role's keys above the query's mean key, with 95% intervals; "
        + "f, \(panels.queryKeyPhrase): \(study.source.phrase). From \(subject.phrase).",
      rows: [[panels.circle, panels.fourier], [panels.singularValues, panels.energy], [panels.roles, panels.queryKey]],
      rowHeights: [1.15, 1, 1.1])
  }
}

/// The figure's panels.
private struct GeometryPanels {
  let study: GeometryStudy

  init(_ study: GeometryStudy) { self.study = study }

  // MARK: Vectors

  var circle: Panel {
    let tokens = study.tokens
    var panel = TokenPanels.plane(tokens, isPlane: tokens.vectors.allSatisfy { $0.count == 2 })
    panel.title = "Digits and their circle"
    if let test = study.circle?[.spread, .gaussian] {
      let null = [test.lower, test.upper].compactMap { $0.map { QuantityText.fixed($0 * 100, 0) } }.joined(separator: "–")
      let residual = test.value < 5e-4 ? "under 0.1%" : QuantityText.percent(test.value)
      panel.subtitle = "residual \(residual) of spread; random \(null)%, p \(QuantityText.fixed(test.p, test.p < 0.1 ? 3 : 2))"
    } else {
      panel.subtitle = tokens.vectors.allSatisfy { $0 == tokens.vectors.first } ? "all at one point" : "on a line: no circle"
    }
    return panel
  }

  var fourier: Panel {
    let colors = ["digits": Color.ink, "X": NumberColors.x, "Y": NumberColors.y, "Z": NumberColors.z]
    let places = study.spectra.filter { $0.row != "digits" }
    let isShared = places.count > 1 && places.allSatisfy { $0.isClose(to: places[0]) }
    let shown = study.spectra.filter { $0.row == "digits" } + (isShared ? [places[0]] : places)
    let series = shown.compactMap { row -> Bars.Series? in
      guard !row.spectrum.variance.isEmpty else { return nil }
      let name = row.row == "digits" ? "digits" : isShared ? "places of X, Y, Z" : "places of \(row.row)"
      return Bars.Series(row.spectrum.variance.map(\.value), name: name, color: colors[row.row])
    }
    let straight = FourierSpectrum.straightRow(Problem.operandDigits)
    let dashes = straight.enumerated().map { index, share in
      Line(
        x: [Double(index) - 0.42, Double(index) + 0.42], y: [share, share], name: index == 0 ? "straight row" : nil,
        color: .gray, width: 1, dash: .dashed)
    }
    return Panel(
      title: "Fourier spectrum", x: .categories(straight.indices.map { "\($0 + 1)" }, label: "Turns over ten digits or places"),
      y: .linear("Share of variance", range: 0...1, format: .percent), marks: [Bars(series)] + dashes)
  }

  // MARK: Weights

  var singularValues: Panel {
    var (marks, longest): ([any Mark], Int) = ([], 1)
    for (index, head) in study.circuits.enumerated() {
      for (name, values, color, marker) in [
        ("QK", head.queryKey.values, Color.blue, Marker.circle), ("OV", head.outputValue.values, .vermilion, .diamond),
      ] {
        // On a logarithmic axis rounding noise would take most of the room.
        let shown = values.filter { $0 > 1e-5 * (values.first ?? 0) }
        guard !shown.isEmpty else { continue }
        longest = max(longest, shown.count)
        marks.append(
          Line(
            x: shown.indices.map { Double($0 + 1) }, y: shown, name: index == 0 ? name : nil, color: color, width: 1,
            marker: marker))
      }
    }
    return Panel(
      title: study.circuits.count == 1 ? "Circuits' singular values" : "Singular values, \(study.circuits.count) heads",
      x: .linear("Direction", range: 0.5...(Double(longest) + 0.5), ticks: .at((1...longest).map(Double.init)), format: .integer),
      y: .logarithmic("Singular value"),
      marks: marks)
  }

  /// What the shares of weights are in.
  var energyParts: String {
    let energy = study.energy
    guard energy.division == .spans else { return " in token and position dims" }
    let positions = energy.positionRank.map { "position vectors span \($0)" } ?? "there are no position vectors"
    let vectors = [energy.tellsOfTokens ? "token" : nil, energy.tellsOfPositions ? "position" : nil].compactMap(\.self)
    let spans = vectors.isEmpty ? "" : " in the span of \(QuantityText.list(vectors)) vectors, and"
    return "\(spans) in the plane of the digits' first two principal components (token vectors span \(energy.tokenRank) of "
      + "\(energy.width) dims, \(positions))"
  }

  var variancePhrase: String {
    study.energy.rows.contains { $0.digitVariance != nil }
      ? "; digits' variance: how much of the embeddings' variance that is read is due to the digit, not to the place" : ""
  }

  var energy: Panel {
    let energy = study.energy
    // Heads on their own only where they do not crowd out the weights.
    let rows = energy.rows.count > 10 ? energy.rows.filter { $0.head == nil } : energy.rows
    let isDeep = rows.contains { $0.weight.hasPrefix("blocks.1.") }
    let names = rows.map { isDeep ? $0.name.replacing("blocks.", with: "L").replacing(".", with: " ") : $0.name.lastPart }
    var columns: [(name: String, share: (StreamEnergy.Row) -> Double?)] = []
    if energy.tellsOfTokens { columns.append(("tokens", { $0.token })) }
    if energy.tellsOfPositions { columns.append(("positions", { $0.position })) }
    if energy.division == .spans { columns.append(("digits' plane", { $0.digitPlane })) }
    let shares = columns.count
    if rows.contains(where: { $0.digitVariance != nil }) { columns.append(("digits' variance", { $0.digitVariance })) }
    let values = rows.map { row in columns.map { $0.share(row) ?? .nan } }
    let texts = values.map { $0.map { $0.isNaN ? "" : QuantityText.fixed($0 * 100, 0) } }
    let separators = shares < columns.count ? [shares] : []
    return Panel(
      title: "What weights read and write (%)", x: .categories(columns.map(\.name)), y: .categories(names), legend: .none,
      marks: [
        Heatmap(values, scale: ColorScale(.lagoon, .linear(0...1)), cellLabels: .texts(texts), columnSeparators: separators)
      ])
  }

  // MARK: Queries and keys

  var roles: Panel {
    let heads = study.queryKey
    let names = KeyRole.allCases.map(\.rawValue)
    func excess(_ head: QueryKeySpace) -> [Double] { head.roles.map { $0.excess.value ?? .nan } }
    if heads.count > 4 {
      let values = heads.map(excess)
      return Panel(
        title: "Score above the mean key", x: .categories(names, label: "Role of the key"), y: .categories(heads.map(\.name)),
        legend: .none, colorbar: Colorbar(), marks: [Heatmap(values, scale: .diverging(over: values.joined()))])
    }
    let series = heads.map { head in
      Bars.Series(
        excess(head), name: heads.count > 1 ? head.name : nil,
        intervals: head.roles.map { row in
          guard let low = row.excess.lower, let high = row.excess.upper else { return nil }
          return low...high
        })
    }
    return Panel(
      title: "Which keys score high", x: .categories(names, label: "Role of the key"), y: .linear("Score above the mean key"),
      marks: [Bars(series)])
  }

  private var isRotary: Bool { study.queryKey.contains { !$0.offsets.isEmpty } }

  var queryKey: Panel { isRotary ? distances : QueryKeyPanel(study).panel }

  var queryKeyPhrase: String {
    isRotary
      ? "mean scores of keys so far back, and what rotary positions make of the mean query and the mean key"
      : "mean keys and the mean queries of the answer's digits, in the plane of their first two principal components"
  }

  private var distances: Panel {
    var marks: [any Mark] = []
    let colors = Color.palette
    for (index, head) in study.queryKey.prefix(colors.count).enumerated() {
      let (x, name) = (head.offsets.map { Double($0.offset) }, study.queryKey.count > 1 ? "\(head.name), " : "")
      marks.append(
        Line(x: x, y: head.offsets.map(\.ofMeans), name: index == 0 ? "of the means" : nil, color: .silver, width: 2.5))
      marks.append(
        Line(
          x: x, y: head.offsets.map { $0.score.value ?? .nan }, name: "\(name)mean score", color: colors[index], width: 1,
          marker: .circle))
    }
    return Panel(
      title: "Score by distance", x: .linear("Positions from key to query", format: .integer), y: .linear("Score"),
      legend: .above, marks: marks)
  }
}

extension String {
  /// What stands after the last dot.
  fileprivate var lastPart: String { split(separator: ".").last.map(String.init) ?? self }
}

extension GeometryStudy.Spectrum {
  /// Whether the shares are the same but for rounding.
  fileprivate func isClose(to other: Self) -> Bool {
    spectrum.variance.count == other.spectrum.variance.count
      && zip(spectrum.variance, other.spectrum.variance).allSatisfy { abs($0.value - $1.value) < 1e-4 }
  }
}
