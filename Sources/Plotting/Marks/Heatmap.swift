/// A matrix as colored cells: the cell of row `i` and column `j` is centred on y = i, x = j. NaN takes the color of what is missing.
public struct Heatmap: Mark {
  /// What is written in the cells.
  public enum CellLabels: Sendable {
    /// Nothing.
    case none
    /// The value with a number of decimals.
    case values(decimals: Int)
    /// A text for every cell, row by row.
    case texts([[String]])
  }

  /// The matrix, row by row; all rows have the same count.
  public var values: [[Double]]
  /// The colors.
  public var scale: ColorScale
  /// What is written in the cells.
  public var cellLabels: CellLabels
  /// Cells that are left blank as if they were paper, such as the future of a causal attention pattern.
  public var isMasked: (@Sendable (_ row: Int, _ column: Int) -> Bool)?
  /// Lines before these rows, between groups.
  public var rowSeparators: [Int]
  /// Lines before these columns, between groups.
  public var columnSeparators: [Int]

  /// A heatmap; `scale` runs from the smallest to the largest value if nil.
  public init(
    _ values: [[Double]], scale: ColorScale? = nil, cellLabels: CellLabels = .none, rowSeparators: [Int] = [],
    columnSeparators: [Int] = [], isMasked: (@Sendable (_ row: Int, _ column: Int) -> Bool)? = nil
  ) {
    precondition(values.allSatisfy { $0.count == values.first?.count }, "all rows of a heatmap need the same count")
    self.values = values
    self.scale = scale ?? .sequential(over: values.joined())
    self.cellLabels = cellLabels
    self.rowSeparators = rowSeparators
    self.columnSeparators = columnSeparators
    self.isMasked = isMasked
  }

  private var columns: Int { values.first?.count ?? 0 }

  /// The values it covers.
  public var extent: Extent {
    Extent(
      x: .init(columns == 0 ? [] : [-0.5, Double(columns) - 0.5]),
      y: .init(values.isEmpty ? [] : [-0.5, Double(values.count) - 0.5]))
  }

  /// The scale of its colors, if it has one.
  public var colorScale: ColorScale? { scale }

  /// A matrix leaves nothing of a grid to see.
  public var coversBox: Bool { true }

  /// Where it puts ink.
  public func footprint(in frame: Frame) -> [Rect] { [frame.box] }

  /// Draws it.
  public func draw(in frame: Frame, on drawing: inout Drawing) {
    for row in values.indices {
      for column in values[row].indices where isMasked?(row, column) != true {
        guard var cell = rect(row, column, frame) else { continue }
        // Reaching a little under the next cell leaves no seam of paper between antialiased edges.
        if cell.maxX < frame.box.maxX - 0.1, isMasked?(row, column + 1) != true { cell.maxX += 0.35 }
        if cell.maxY < frame.box.maxY - 0.1, isMasked?(row + 1, column) != true { cell.maxY += 0.35 }
        drawing.fill(.rectangle(cell), scale(values[row][column]))
      }
    }
    separators(frame, &drawing)
    labels(frame, &drawing)
  }

  private func rect(_ row: Int, _ column: Int, _ frame: Frame) -> Rect? {
    guard let a = frame.point(Double(column) - 0.5, Double(row) - 0.5),
      let b = frame.point(Double(column) + 0.5, Double(row) + 0.5)
    else { return nil }
    return Rect(minX: min(a.x, b.x), minY: min(a.y, b.y), maxX: max(a.x, b.x), maxY: max(a.y, b.y))
  }

  private func separators(_ frame: Frame, _ drawing: inout Drawing) {
    let pen = Pen(frame.style.background, width: 1.6)
    for row in rowSeparators where row > 0 && row < values.count {
      let y = frame.y(Double(row) - 0.5)
      drawing.stroke(.line(Point(frame.box.minX, y), Point(frame.box.maxX, y)), pen)
    }
    for column in columnSeparators where column > 0 && column < columns {
      let x = frame.x(Double(column) - 0.5)
      drawing.stroke(.line(Point(x, frame.box.minY), Point(x, frame.box.maxY)), pen)
    }
  }

  private func text(_ row: Int, _ column: Int) -> String? {
    switch cellLabels {
    case .none: nil
    case .values(let decimals): values[row][column].isNaN ? nil : Numbers.fixed(values[row][column], decimals: decimals)
    case .texts(let texts):
      texts.indices.contains(row) && texts[row].indices.contains(column) ? texts[row][column] : nil
    }
  }

  private func labels(_ frame: Frame, _ drawing: inout Drawing) {
    if case .none = cellLabels { return }
    var cells: [(Rect, String, Double)] = []
    for row in values.indices {
      for column in values[row].indices where isMasked?(row, column) != true {
        if let text = text(row, column), let cell = rect(row, column, frame) { cells.append((cell, text, values[row][column])) }
      }
    }
    // One size for all cells: the largest at which every text fits; below 4 points nothing is written, for nobody could read it.
    var size = frame.style.annotationSize
    func fits(_ size: Double) -> Bool {
      cells.allSatisfy { cell, text, _ in
        let block = frame.typesetter.set(text, TextStyle(size: size))
        return block.width <= cell.width - 2 && block.capHeight <= cell.height - 2
      }
    }
    while size >= 4, !fits(size) { size -= 0.5 }
    guard size >= 4 else { return }
    for (cell, text, value) in cells {
      let dark = OKLab(scale(value)).lightness < 0.66
      drawing.text(
        frame.typesetter.set(text, TextStyle(size: size)), at: cell.center, Anchor(.center, .middle),
        color: dark ? .white : frame.style.ink)
    }
  }
}
