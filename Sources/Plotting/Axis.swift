import Foundation

/// One of a panel's two axes: what it measures, over which range, labelled how.
public struct Axis: Hashable, Sendable {
  /// How values become places.
  public enum Scale: Hashable, Sendable {
    /// Evenly.
    case linear
    /// Evenly in the logarithm; values that have none are left out.
    case logarithmic
    /// Named places: category `i` lies at `i`. On a y axis the first is at the top.
    case categories([String])
  }

  /// Which ticks are shown.
  public enum Ticks: Hashable, Sendable {
    /// As many round numbers as fit without touching.
    case automatic
    /// Neither ticks nor labels.
    case none
    /// At these values.
    case at([Double])
    /// At these values with these labels.
    case labelled([Tick])
  }

  /// How numbers at the ticks are written.
  public enum Format: Hashable, Sendable {
    /// As many decimals as the step needs.
    case number
    /// Times one hundred, with a percent sign.
    case percent
    /// Whole numbers only.
    case integer
  }

  /// How the labels of an x axis are turned.
  public enum Rotation: Hashable, Sendable {
    /// As little as keeps them from touching.
    case automatic
    /// Counter-clockwise, in degrees: 0, 45 and 90 look well.
    case degrees(Double)
  }

  /// Neighbouring categories under one name, drawn as a bracket beyond the tick labels.
  public struct Group: Hashable, Sendable {
    /// The name of the group.
    public var label: String
    /// The categories' indices.
    public var members: Range<Int>

    /// A name for some neighbouring categories.
    public init(_ label: String, _ members: Range<Int>) {
      self.label = label
      self.members = members
    }
  }

  /// What is measured, and in which unit.
  public var label: String?
  /// How values become places.
  public var scale: Scale
  /// The values at the ends; from the marks if nil.
  public var range: ClosedRange<Double>?
  /// Values that must be within an automatic range: `[0]` shows the origin.
  public var including: [Double] = []
  /// Which ticks are shown.
  public var ticks: Ticks = .automatic
  /// How numbers are written.
  public var format: Format = .number
  /// How an x axis turns its labels.
  public var rotation: Rotation = .automatic
  /// Grid lines at the ticks; where they help if nil.
  public var grid: Bool?
  /// From right to left, or from top to bottom; nil leaves it to the scale.
  public var reversed: Bool?
  /// An x axis at the top, a y axis at the right.
  public var opposite = false
  /// Brackets that name neighbouring categories.
  public var groups: [Group] = []

  /// An axis; the static functions read better.
  public init(_ label: String? = nil, scale: Scale = .linear, range: ClosedRange<Double>? = nil) {
    self.label = label
    self.scale = scale
    self.range = range
  }

  /// An axis of evenly spaced values.
  public static func linear(
    _ label: String? = nil, range: ClosedRange<Double>? = nil, including: [Double] = [], ticks: Ticks = .automatic,
    format: Format = .number, grid: Bool? = nil
  ) -> Axis {
    var axis = Axis(label, range: range)
    axis.including = including
    axis.ticks = ticks
    axis.format = format
    axis.grid = grid
    return axis
  }

  /// An axis of powers of ten.
  public static func logarithmic(_ label: String? = nil, range: ClosedRange<Double>? = nil, grid: Bool? = nil) -> Axis {
    var axis = Axis(label, scale: .logarithmic, range: range)
    axis.grid = grid
    return axis
  }

  /// An axis of named places.
  public static func categories(
    _ names: [String], label: String? = nil, rotation: Rotation = .automatic, groups: [Group] = []
  ) -> Axis {
    var axis = Axis(label, scale: .categories(names))
    axis.rotation = rotation
    axis.groups = groups
    return axis
  }

  /// An axis that shows nothing.
  public static func hidden(range: ClosedRange<Double>? = nil) -> Axis {
    var axis = Axis(range: range)
    axis.ticks = .none
    axis.grid = false
    return axis
  }

  var isCategorical: Bool { if case .categories = scale { true } else { false } }

  /// The range shown: the given one, or the marks' values with some air around them.
  func resolvedRange(_ extent: Extent.Side) -> ClosedRange<Double> {
    if case .categories(let names) = scale { return range ?? -0.5...(Double(max(names.count, 1)) - 0.5) }
    if let range, range.lowerBound < range.upperBound, range.lowerBound.isFinite, range.upperBound.isFinite,
      scale != .logarithmic || range.lowerBound > 0
    {
      return range
    }
    let logarithmic = scale == .logarithmic
    // Air around the largest doubles must stay finite.
    let values = (extent.values + including).filter { abs($0) < 1e300 && (!logarithmic || $0 > 1e-300) }
    guard var low = values.min(), var high = values.max() else { return logarithmic ? 0.1...10 : 0...1 }
    if logarithmic {
      if low == high { (low, high) = (low / 3, high * 3) }
      let air = pow(high / low, extent.air)
      return low / air...high * air
    }
    if low == high {
      let air = low == 0 ? 1 : abs(low) * 0.1
      return low - air...high + air
    }
    let air = (high - low) * extent.air
    let (sticky0, sticky1) = (extent.sticky.contains(low), extent.sticky.contains(high))
    return (sticky0 ? low : low - air)...(sticky1 ? high : high + air)
  }
}

/// The values a mark covers.
public struct Extent: Hashable, Sendable {
  /// The values along one axis.
  public struct Side: Hashable, Sendable {
    /// Values to be shown; those that are not finite do not count.
    public var values: [Double]
    /// How much air belongs around them, as a part of their span.
    public var air: Double
    /// Values at which the axis may end without air: the zero under bars.
    public var sticky: Set<Double> = []

    /// Values along one axis.
    public init(_ values: [Double] = [], air: Double = 0, sticky: Set<Double> = []) {
      self.values = values
      self.air = air
      self.sticky = sticky
    }

    mutating func merge(_ other: Side) {
      values += other.values
      air = max(air, other.air)
      sticky.formUnion(other.sticky)
    }
  }

  /// The usual air: points and line ends stay clear of the axes.
  public static let air = 0.045

  /// Along x.
  public var x: Side
  /// Along y.
  public var y: Side

  /// The values covered along both axes.
  public init(x: Side = Side(), y: Side = Side()) {
    self.x = x
    self.y = y
  }
}
