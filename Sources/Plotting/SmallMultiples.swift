extension [Panel] {
  /// Small multiples: the panels in rows of so many, the last row filled up with empty ones, so that boxes stand in columns.
  ///
  /// ```swift
  /// Figure(height: 120, title: "All seeds", rows: panels.sharing(x: true, y: true).inRows(of: 4), letters: false, legend: .above)
  /// ```
  public func inRows(of count: Int) -> [[Panel]] {
    stride(from: 0, to: self.count, by: Swift.max(count, 1)).map { start in
      let row = Array(self[start..<Swift.min(start + Swift.max(count, 1), self.count)])
      return row + Array(repeating: Panel(x: .hidden(), y: .hidden()), count: Swift.max(count, 1) - row.count)
    }
  }

  /// The same panels with one range for all along each axis asked for: what is higher in one is higher in all. Axes of categories stay as
  /// they are.
  public func sharing(x: Bool = true, y: Bool = true) -> [Panel] {
    func union(_ axis: (Panel) -> Axis, _ side: (Extent) -> Extent.Side) -> ClosedRange<Double>? {
      let ranges = filter { !axis($0).isCategorical }.map { axis($0).resolvedRange(side($0.extent)) }
      guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max() else { return nil }
      return low...high
    }
    let (xRange, yRange) = (x ? union(\.x, \.x) : nil, y ? union(\.y, \.y) : nil)
    return map { panel in
      var panel = panel
      if let xRange, !panel.x.isCategorical { panel.x.range = xRange }
      if let yRange, !panel.y.isCategorical { panel.y.range = yRange }
      return panel
    }
  }
}
