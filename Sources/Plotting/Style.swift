/// The look of a figure: typeface, sizes in points, line weights in points, colors. The defaults suit a figure 180 mm wide.
public struct Style: Hashable, Sendable {
  /// The family fontconfig is asked for; Debian's `fonts-inter` has the default one. Fontconfig substitutes what is missing.
  /// Cairo's normal weight is fontconfig's medium, which stays readable when a figure is printed at half its size.
  public var family = "Inter"
  /// The family of titles, asked for in bold: fontconfig lists the semi-bold cut under a name of its own.
  public var semiboldFamily = "Inter Semi Bold"
  /// The family of characters that the first one lacks.
  public var fallbackFamily = "DejaVu Sans"
  /// The figure's title.
  public var titleSize = 11.0
  /// The line under the title.
  public var subtitleSize = 8.5
  /// Panel titles and letters.
  public var panelTitleSize = 9.0
  /// Axis labels, legends, colorbar labels.
  public var labelSize = 8.0
  /// Tick labels.
  public var tickSize = 7.5
  /// Annotations and labels of points.
  public var annotationSize = 7.5
  /// The caption below.
  public var captionSize = 7.5
  /// Text and axes.
  public var ink = Color.ink
  /// Subtitles, captions, group labels.
  public var quiet = Color.gray
  /// Grid lines.
  public var gridColor = Color(0xE7E9EB)
  /// The paper.
  public var background = Color.white
  /// The lines of axes and ticks.
  public var axisWidth = 0.6
  /// The lines of the grid.
  public var gridWidth = 0.5
  /// Data lines.
  public var lineWidth = 1.4
  /// Diameter of data points.
  public var markerSize = 4.5
  /// Length of ticks, outwards.
  public var tickLength = 2.5
  /// The empty border around everything.
  public var margin = 7.0
  /// The room between panels, beyond their labels.
  public var panelGap = 13.0
  /// The colors of marks that name none, in order.
  public var palette = Color.palette

  /// Whether the family is installed. If not, figures are set in a substitute: readable, but not the same bytes as elsewhere.
  public var hasItsFont: Bool {
    guard family != fallbackFamily else { return true }
    func width(_ family: String) -> Double {
      var style = self
      style.family = family
      return Typesetter(style).set("The quick brown fox 0123456789", TextStyle(size: 100)).width
    }
    // A family that nobody has is set in the substitute; no two families measure the same.
    return width(family) != width("no such family")
  }

  /// The default look.
  public init() {}
}
