import Addition
import Interpretability
import Plotting

/// The first head's mean keys, and the mean queries of the answer's digits, in the plane that shows them best.
struct QueryKeyPanel {
  private let study: GeometryStudy

  init(_ study: GeometryStudy) { self.study = study }

  var panel: Panel {
    guard let head = study.queryKey.first, let plane = plane(of: head) else {
      return Panel(title: "Queries and keys", x: .hidden(range: 0...1), y: .hidden(range: 0...1))
    }
    let places = PositionLabels(study.positionLabels)
    var marks: [any Mark] = []
    // Smaller and smaller, so that keys at the same place all show.
    for (number, name, color, size) in [
      ("X", "keys of X", NumberColors.x, 9.0), ("Y", "keys of Y", NumberColors.y, 6), ("Z", "keys of Z", NumberColors.z, 3),
    ] {
      let points = study.positionLabels.indices.filter { places.number($0) == number.first }.map { plane.keys[$0] }
      marks.append(
        Scatter(
          x: points.map { $0[0] }, y: points.map { $0[1] }, coloring: .uniform(color), size: size, name: name))
    }
    let queries = answerQueries
    marks.append(
      Scatter(
        x: queries.map { plane.queries[$0][0] }, y: queries.map { plane.queries[$0][1] }, coloring: .uniform(.ink),
        marker: .cross,
        size: 5, labels: queries.indices.map { "\($0)" }, name: "query of Z_{i}"))
    let share = QuantityText.percent(plane.share, 0)
    return Panel(
      title: "Queries and keys, \(head.name)", subtitle: "plane holds \(share) of their variance",
      x: .linear("Principal component 1"), y: .linear("Principal component 2"), legend: .right, aspect: .equal, marks: marks)
  }

  /// The positions that predict the answer's digits, units first.
  private var answerQueries: [Int] {
    (0...Problem.operandDigits).compactMap { digit in study.positionLabels.firstIndex(of: "Z\(digit)").map { $0 - 1 } }
      + (study.positionLabels.contains("Z\(Problem.operandDigits)") ? [] : [study.positionLabels.count - 1])
  }

  private func plane(of head: QueryKeySpace) -> (keys: [[Double]], queries: [[Double]], share: Double)? {
    guard let components = try? PrincipalComponents(head.keys + answerQueries.map { head.queries[$0] }) else { return nil }
    func place(_ vector: [Double]) -> [Double] {
      (0..<2).map { axis in
        guard axis < components.axes.count else { return 0 }
        return zip(zip(vector, components.mean), components.axes[axis]).reduce(0) { $0 + ($1.0.0 - $1.0.1) * $1.1 }
      }
    }
    return (head.keys.map(place), head.queries.map(place), components.explainedVariance.prefix(2).reduce(0, +))
  }
}
