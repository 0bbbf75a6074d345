/// One pair of axes with what is drawn between them.
public struct Panel: Sendable {
  /// How the box between the axes is shaped.
  public enum Aspect: Hashable, Sendable {
    /// It fills its place.
    case fill
    /// One unit along x is as long as one along y: circles are round and a heatmap's cells square. Ranges that are not given grow
    /// until the box fills its place; if they are given (or categories), the box shrinks.
    case equal
  }

  /// Set above the box.
  public var title: String?
  /// Set under the title, smaller.
  public var subtitle: String?
  /// The horizontal axis.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// What is drawn, the first at the bottom.
  public var marks: [any Mark]
  /// Where the names of the marks are listed, if any has one.
  public var legend: Legend
  /// The scale of the colors.
  public var colorbar: Colorbar?
  /// How the box is shaped.
  public var aspect: Aspect

  /// A panel.
  public init(
    title: String? = nil, subtitle: String? = nil, x: Axis = Axis(), y: Axis = Axis(), legend: Legend = .automatic,
    colorbar: Colorbar? = nil,
    aspect: Aspect = .fill, marks: [any Mark] = []
  ) {
    self.title = title
    self.subtitle = subtitle
    self.x = x
    self.y = y
    self.marks = marks
    self.legend = legend
    self.colorbar = colorbar
    self.aspect = aspect
  }

  var coversBox: Bool { marks.contains(where: \.coversBox) }

  /// The values of all marks.
  var extent: Extent {
    marks.reduce(into: Extent()) { sum, mark in
      sum.x.merge(mark.extent.x)
      sum.y.merge(mark.extent.y)
    }
  }
}

/// Where a panel lists the names of its marks.
public enum Legend: Hashable, Sendable {
  /// In a corner that no mark touches, or else to the right of the box.
  case automatic
  /// Nowhere.
  case none
  /// To the right of the box.
  case right
  /// Above the box in a row.
  case above
  /// Below the x axis in a row.
  case below
}

/// The scale of colors beside a panel or a figure.
public struct Colorbar: Hashable, Sendable {
  /// Where it stands.
  public enum Side: Hashable, Sendable {
    /// Upright, at the right.
    case right
    /// Lying, below.
    case below
  }

  /// What the colors mean, and in which unit.
  public var label: String?
  /// Where it stands.
  public var side: Side
  /// The scale; that of the first mark that has one if nil.
  public var scale: ColorScale?
  /// Its ticks.
  public var ticks: Axis.Ticks
  /// How numbers at its ticks are written.
  public var format: Axis.Format
  /// The part of the side that it takes: from its left or lower end, 0, to its right or upper end, 1.
  public var stretch: ClosedRange<Double>

  /// A colorbar.
  public init(
    _ label: String? = nil, side: Side = .right, scale: ColorScale? = nil, ticks: Axis.Ticks = .automatic,
    format: Axis.Format = .number, stretch: ClosedRange<Double> = 0...1
  ) {
    self.label = label
    self.side = side
    self.scale = scale
    self.ticks = ticks
    self.format = format
    self.stretch = stretch.clamped(to: 0...1)
  }
}
