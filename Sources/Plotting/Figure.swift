/// A page with panels in rows, a title above and a caption below: a value that can be drawn any number of times.
///
/// ```swift
/// let figure = Figure(
///   height: 80, title: "Smaller models learn the carry later", caption: "Mean of 5 seeds; bands are 95% intervals.",
///   Panel(
///     x: .linear("Training step"), y: .linear("Exact match", format: .percent),
///     marks: [
///       Line(x: steps, y: mean, low: low, high: high, name: "57 parameters"),
///       ReferenceLine.vertical(30_000, label: "curriculum ends"),
///     ]))
/// try figure.write(to: "training.png", metadata: Metadata(source: "runs/57p"))
/// ```
public struct Figure: Sendable {
  /// Where the names of all panels' marks are listed together; the panels then list none themselves.
  public enum SharedLegend: Hashable, Sendable {
    /// Every panel for itself.
    case none
    /// In a row under the title, or above the caption.
    case above, below
  }

  /// The width in millimetres; 180 is a full page, 88 a column.
  public var width: Double
  /// The height in millimetres.
  public var height: Double
  /// What it shows, in a few words.
  public var title: String?
  /// A second line, in gray.
  public var subtitle: String?
  /// What is shown, on how many problems, from which checkpoint; wrapped to the width.
  public var caption: String?
  /// The panels, row by row. Where all rows have the same count, boxes are aligned in columns.
  public var rows: [[Panel]]
  /// The heights of rows in proportion to each other; equal if nil.
  public var rowHeights: [Double]?
  /// The widths of columns in proportion to each other; equal if nil.
  public var columnWidths: [Double]?
  /// Marks panels a, b, c, ...; if nil, when there is more than one.
  public var letters: Bool?
  /// One legend for all panels.
  public var legend: SharedLegend
  /// One colorbar for all panels, at the right or below.
  public var colorbar: Colorbar?
  /// Fonts, sizes, colors.
  public var style: Style

  /// A figure of panels in rows.
  public init(
    width: Double = 180, height: Double, title: String? = nil, subtitle: String? = nil, caption: String? = nil,
    rows: [[Panel]], rowHeights: [Double]? = nil, columnWidths: [Double]? = nil, letters: Bool? = nil,
    legend: SharedLegend = .none, colorbar: Colorbar? = nil, style: Style = Style()
  ) {
    self.width = width
    self.height = height
    self.title = title
    self.subtitle = subtitle
    self.caption = caption
    self.rows = rows
    self.rowHeights = rowHeights
    self.columnWidths = columnWidths
    self.letters = letters
    self.legend = legend
    self.colorbar = colorbar
    self.style = style
  }

  /// A figure of one panel.
  public init(
    width: Double = 180, height: Double, title: String? = nil, subtitle: String? = nil, caption: String? = nil,
    style: Style = Style(), _ panel: Panel
  ) {
    self.init(
      width: width, height: height, title: title, subtitle: subtitle, caption: caption, rows: [[panel]], style: style)
  }

  /// Points in a millimetre.
  static let pointsPerMillimetre = 72 / 25.4

  /// Lays out the page.
  ///
  /// - Throws: `FigureError.impossibleSize`, or `.noRoom` if the labels leave nothing for the data.
  public func drawing() throws(FigureError) -> Drawing { try drawing(with: Typesetter(style)) }

  /// The same figure as high as its panels need: without the height that panels of equal units leave empty (a square matrix on a
  /// wide page needs no tall one, a wide one no square), and with room for the label of every row that is named.
  ///
  /// - Throws: `FigureError.impossibleSize`.
  public func fitted() throws(FigureError) -> Figure {
    var figure = self
    // A page of another height may let labels turn or legends move, so it is measured again.
    func grow() throws(FigureError) {
      for _ in 0..<4 {
        let shortage = try FigureLayout(figure, Typesetter(style)).shortage() / Self.pointsPerMillimetre
        if shortage < 0.05 { break }
        figure.height += shortage
      }
    }
    try grow()
    for _ in 0..<3 {
      let slack = try FigureLayout(figure, Typesetter(style)).slack() / Self.pointsPerMillimetre
      if slack < 0.05 { break }
      figure.height -= slack
    }
    try grow()
    return figure
  }

  func drawing(with typesetter: Typesetter) throws(FigureError) -> Drawing {
    try FigureLayout(self, typesetter).drawing()
  }
}
