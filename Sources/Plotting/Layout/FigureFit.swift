/// How much higher or lower a page should be for what stands on it.
extension FigureLayout {
  /// The height that panels of equal units leave empty, summed over the rows, in points. Panels beside them that fill any place
  /// have no say: they follow.
  func slack() throws(FigureError) -> Double {
    let sums = try rowsOfCells().map { row in
      row.filter { $0.layout.panel.aspect == .equal }.map { $0.place.height - $0.box.height }.min() ?? 0
    }
    return sums.reduce(0, +)
  }

  /// The height that the neediest row of panels lacks, in points: 0 if all have enough.
  func shortage() throws(FigureError) -> Double {
    let shares = weights(figure.rowHeights, figure.rows.count)
    // A row gets only its share of what the page gains.
    let lacking = try zip(rowsOfCells(), shares).map { row, share in
      // Beside a panel of equal units the others follow: their rows stand level with its own.
      let follows = row.contains { $0.layout.panel.aspect == .equal }
      return (row.map { $0.layout.panel.leastHeight(figure.style, namesRows: !follows) - $0.place.height }.max() ?? 0) / share
    }
    return max(lacking.max() ?? 0, 0)
  }

  private func rowsOfCells() throws(FigureError) -> [ArraySlice<Cell>] {
    var drawing = try emptyPage()
    var rest = try furnish(&drawing, allowsCramped: true).cells[...]
    return figure.rows.map { row in
      defer { rest = rest.dropFirst(row.count) }
      return rest.prefix(row.count)
    }
  }
}

extension Panel {
  /// Below this nobody can read the box: every named row needs a line of its own, and few rows, or numbers, some height at all.
  ///
  /// - Parameter namesRows: not where units are equal, for such boxes may be kept small by the page's width.
  fileprivate func leastHeight(_ style: Style, namesRows: Bool) -> Double {
    let least = style.tickSize * 3.2
    guard case .categories(let names) = y.scale, namesRows, [.automatic, .none].contains(y.ticks) else { return least }
    return max(least, style.tickSize * 1.3 * Double(names.count))
  }
}
