import Addition
import Interpretability
import Plotting

extension Figure {
  /// How the residual stream moves where each digit of a sum is predicted, over the tokens that would win where it might end.
  public static func residualPath(_ path: ResidualPath, of subject: Subject) -> Figure {
    let panels = path.places.reversed().map { ResidualPathPanels(path).panel($0, isSmall: true) }
    let wrong = path.places.count { $0.predicted != $0.expected }
    return Figure(
      width: 200, height: 186, title: "The residual stream's way to each digit of \(grouped(Int(path.problem.sum)))",
      subtitle: "\(grouped(Int(path.problem.a))) + \(grouped(Int(path.problem.b)))",
      caption:
        "One sum with the true digits before each, from \(subject.phrase). Where digit Z_{i} is predicted, "
        + "\(path.plane.name): black lines lead from what the token and its position begin with, over what attention adds, to what the "
        + "MLP adds, the ringed end. Colors: the token that would win if the stream ended there, with its other dims as they are. Gray dots: "
        + "the ten digits' vectors. All panels have one scale. "
        + (wrong == 0 ? "All digits are right." : "\(wrong) of \(path.places.count) digits are wrong."),
      rows: panels.inRows(of: 4), letters: false)
  }
}

/// The panels of a residual stream's path.
struct ResidualPathPanels {
  let path: ResidualPath

  private static let ink = Color(0x1F2328)

  init(_ path: ResidualPath) { self.path = path }

  /// One digit's.
  func panel(_ place: ResidualPath.Place, isSmall: Bool) -> Panel {
    let token = path.tokens[place.predicted]
    let verdict = place.predicted == place.expected ? "" : ", right is \(place.expected)"
    let unit = path.plane.axes.first?.count == 2 ? "Token dim" : "Component"
    let points = place.points
    var marks: [any Mark] = [
      DecisionRegions(winners: place.winners, x: path.xRange, y: path.yRange, tokens: path.tokens),
      Scatter(
        x: path.digits.map { $0[0] }, y: path.digits.map { $0[1] }, coloring: .uniform(Color(0x6B737C)), size: 2.2,
        labels: isSmall ? nil : (0..<path.digits.count).map(String.init), labelColor: Color(0x57606A)),
    ]
    marks += zip(points.indices, points.dropFirst()).map { index, end in
      Line(
        x: [points[index][0], end[0]], y: [points[index][1], end[1]],
        name: isSmall ? nil : index == 0 ? "attention" : index == 1 ? "MLP" : nil, color: Self.ink, width: 1.2,
        dash: index % 2 == 0 ? .solid : .dashed)
    }
    marks.append(
      Scatter(x: points.map { $0[0] }, y: points.map { $0[1] }, coloring: .uniform(Self.ink), size: isSmall ? 3 : 4))
    if let end = points.last {
      marks.append(Scatter(x: [end[0]], y: [end[1]], coloring: .uniform(Self.ink), marker: .ring, size: isSmall ? 7 : 9))
    }
    var y = Axis.linear(isSmall ? nil : "\(unit) 1", range: path.yRange)
    y.reversed = false
    return Panel(
      title: "Z_{\(place.place)} = \(token)\(verdict)",
      x: .linear(isSmall ? nil : "\(unit) 0", range: path.xRange), y: y,
      legend: .none, marks: marks)
  }
}
