import Foundation

/// One axis measured: which ticks it shows, how their labels are turned, how much room it all takes beyond the box.
struct AxisLayout {
  struct LabelledTick {
    var value: Double
    var label: TextBlock
  }

  let axis: Axis
  let isX: Bool
  let range: ClosedRange<Double>
  var ticks: [LabelledTick] = []
  var minor: [Double] = []
  /// Counter-clockwise radians of x labels.
  var rotation = 0.0
  /// From the box to the far side of the tick labels.
  var tickDepth = 0.0
  var groups: [(group: Axis.Group, label: TextBlock)] = []
  var groupDepth = 0.0
  var label: TextBlock?
  /// Ticks of categories are only labels.
  let drawsTickMarks: Bool

  static let pad = 2.2
  static let labelPad = 3.5
  static let bracketPad = 3.5

  /// Everything beyond the box, on the axis' side.
  var depth: Double {
    tickDepth + groupDepth + (label.map { $0.height + Self.labelPad } ?? 0)
  }

  /// - Parameter length: the box's length along the axis, in points.
  /// - Parameter across: the longest a label may become across the axis before it wraps.
  init(_ axis: Axis, isX: Bool, range: ClosedRange<Double>, length: Double, across: Double, style: Style, typesetter: Typesetter)
  {
    self.axis = axis
    self.isX = isX
    self.range = range
    drawsTickMarks = !axis.isCategorical && axis.ticks != .none
    let map = AxisMap(range: range, logarithmic: axis.scale == .logarithmic, start: 0, end: length)
    let tickStyle = TextStyle(size: style.tickSize)
    func set(_ ticks: [Tick]) -> [LabelledTick] {
      ticks.map { .init(value: $0.value, label: typesetter.set($0.label, tickStyle)) }
    }

    switch (axis.scale, axis.ticks) {
    case (_, .none): break
    case (_, .labelled(let given)): ticks = set(given.filter { range.contains($0.value) })
    case (.categories(let names), .automatic):
      ticks = set(names.enumerated().map { Tick(Double($0), $1) }.filter { range.contains($0.value) })
    case (.categories(let names), .at(let values)):
      ticks = set(
        values.filter(range.contains).compactMap { value in
          Int(exactly: value).flatMap { names.indices.contains($0) ? Tick(value, names[$0]) : nil }
        })
    case (_, .at(let values)):
      ticks = set(Self.numbered(values.filter(range.contains), format: axis.format, logarithmic: axis.scale == .logarithmic))
    case (.linear, .automatic), (.logarithmic, .automatic):
      // As many as fit: fewer and fewer until no two labels come near each other.
      // A length that is no number, of a panel without room, gets as few as there can be.
      let room = length / (isX ? 26 : style.tickSize * 2.4)
      var count = room > 2 ? Int(min(room, isX ? 9 : 7)) : 2
      while true {
        let (major, between) = Self.automatic(range, atMost: count, axis)
        ticks = set(major)
        minor = between
        if count <= 2 || !Self.touch(ticks, map, isX: isX, gap: isX ? 7 : 2) { break }
        count -= 1
      }
      // Of a narrow axis not even two may fit.
      let all = ticks
      for stride in 2...max(all.count, 2) where Self.touch(ticks, map, isX: isX, gap: isX ? 4 : 1) {
        ticks = all.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
      }
    }
    if isX { fitX(map, style, typesetter, across) } else { fitY(map, style, typesetter, across) }

    groups = axis.groups.filter { !$0.members.isEmpty }.map { group in
      let room = map.unit * Double(group.members.count)
      return (group, typesetter.set(group.label, tickStyle, width: max(room, 12)))
    }
    if let tallest = groups.map(\.label.height).max() { groupDepth = Self.bracketPad + 2.5 + tallest }
    if let text = axis.label, !text.isEmpty {
      label = typesetter.set(text, TextStyle(size: style.labelSize), width: max(length * (isX ? 1 : 1.15), 40))
    }
  }

  static func automatic(_ range: ClosedRange<Double>, atMost count: Int, _ axis: Axis) -> ([Tick], [Double]) {
    if axis.scale == .logarithmic { return TickFinder.logarithmic(range, atMost: count) }
    let (values, step) = TickFinder.linear(range, atMost: count, integers: axis.format == .integer)
    return (numbered(values, step: step, format: axis.format), [])
  }

  static func numbered(_ values: [Double], format: Axis.Format, logarithmic: Bool) -> [Tick] {
    if logarithmic {
      return values.map { value in
        let exponent = log10(value)
        return abs(exponent - exponent.rounded()) < 1e-9
          ? Tick(value, Numbers.powerOfTen(Int(exponent.rounded())))
          : Tick(value, Numbers.label(value, step: pow(10, floor(exponent)), largest: value))
      }
    }
    // The decimals that the values themselves need.
    let places = values.map { Numbers.decimals(step: abs($0) < 1e-12 ? 1 : $0) }.max() ?? 0
    return numbered(values, step: pow(10, -Double(min(places, 6))), format: format)
  }

  static func numbered(_ values: [Double], step: Double, format: Axis.Format) -> [Tick] {
    let largest = values.map(abs).max() ?? 1
    return values.map { value in
      switch format {
      case .number, .integer: Tick(value, Numbers.label(value, step: step, largest: largest))
      case .percent: Tick(value, Numbers.fixed(value * 100, decimals: Numbers.decimals(step: step * 100)) + "%")
      }
    }
  }

  static func touch(_ ticks: [LabelledTick], _ map: AxisMap, isX: Bool, gap: Double) -> Bool {
    let sorted = ticks.sorted { $0.value < $1.value }
    return zip(sorted, sorted.dropFirst()).contains { a, b in
      let room = abs(map(b.value) - map(a.value))
      return isX ? room < (a.label.width + b.label.width) / 2 + gap : room < (a.label.capHeight + b.label.capHeight) / 2 + gap
    }
  }

  private mutating func fitX(_ map: AxisMap, _ style: Style, _ typesetter: Typesetter, _ across: Double) {
    let lineHeight = style.tickSize * 1.2
    if case .degrees(let degrees) = axis.rotation {
      rotation = degrees * .pi / 180
    } else if axis.isCategorical, Self.touch(ticks, map, isX: true, gap: 3) {
      let pitch = map.unit
      // All labels break alike: at the width of the longest word.
      let words = ticks.flatMap { $0.label.string.split(separator: " ") }
      let tickStyle = TextStyle(size: style.tickSize)
      let widest = words.map { typesetter.set(String($0), tickStyle).width }.max() ?? 0
      let wrapped = ticks.map { tick in
        LabelledTick(
          value: tick.value, label: typesetter.set(tick.label.string, tickStyle, width: min(pitch - 3, widest + 2)))
      }
      // Broken lines read better than turned ones, but not broken words.
      let breaksWords = zip(ticks, wrapped).contains { whole, broken in
        broken.label.lines.count > whole.label.string.split(separator: " ").count
      }
      if !breaksWords, wrapped.allSatisfy({ $0.label.lines.count <= 3 && $0.label.width <= pitch - 1 }) {
        ticks = wrapped
      } else if pitch >= lineHeight * 1.7 {
        rotation = .pi / 4
      } else {
        rotation = .pi / 2
      }
    }
    if rotation != 0 {
      ticks = ticks.map {
        LabelledTick(value: $0.value, label: typesetter.set($0.label.string, TextStyle(size: style.tickSize), width: across))
      }
      // Turned labels that would still touch are thinned evenly.
      let lines = ticks.map(\.label.lines.count).max() ?? 1
      let needed = (style.tickSize * 0.98 + Double(lines - 1) * lineHeight) / max(abs(sin(rotation)), 0.2)
      let stride = max(1, Int((needed / max(map.unit, 0.01)).rounded(.up)))
      if axis.isCategorical, stride > 1 { ticks = ticks.filter { Int($0.value) % stride == 0 } }
    }
    let drop = ticks.map { tick -> Double in
      let box = tick.label.box(at: Point(0, 0), labelAnchor, angle: -rotation)
      return axis.opposite ? -box.minY : box.maxY
    }
    tickDepth = (drop.max().map { $0 + Self.pad } ?? 0) + (drawsTickMarks ? style.tickLength : 0)
  }

  private mutating func fitY(_ map: AxisMap, _ style: Style, _ typesetter: Typesetter, _ across: Double) {
    let pitch = map.unit
    if axis.isCategorical {
      let stride = max(1, Int((style.tickSize * 0.98 / max(pitch, 0.01)).rounded(.up)))
      if stride > 1 { ticks = ticks.filter { Int($0.value) % stride == 0 } }
      let room = pitch * Double(stride)
      ticks = ticks.map { tick in
        // Lines break only where the pitch has room for them.
        let widths = [across, across * 1.3, across * 1.7].map(Optional.some) + [nil]
        let labels = widths.lazy.map { typesetter.set(tick.label.string, TextStyle(size: style.tickSize), width: $0) }
        let label = labels.first { $0.lines.count == 1 || $0.height <= room + 1 }
        return LabelledTick(value: tick.value, label: label ?? tick.label)
      }
    }
    tickDepth = (ticks.map(\.label.width).max().map { $0 + Self.pad + 0.8 } ?? 0) + (drawsTickMarks ? style.tickLength : 0)
  }

  /// Which point of a tick's label stands at the tick.
  var labelAnchor: Anchor {
    if !isX { return Anchor(axis.opposite ? .left : .right, .middle) }
    if rotation == 0 { return Anchor(.center, axis.opposite ? .bottom : .top) }
    return Anchor(axis.opposite ? .left : .right, .middle)
  }

  /// Where a tick's label stands, given the box and the map along this axis.
  func labelPlace(_ tick: LabelledTick, _ box: Rect, _ map: AxisMap, _ style: Style) -> Point {
    let distance = Self.pad + (drawsTickMarks ? style.tickLength : 0)
    if isX {
      // A tall first line leaves air of its own above the capitals.
      let air = rotation == 0 ? (tick.label.ascent - tick.label.capHeight) * 0.6 : 0
      return Point(map(tick.value), axis.opposite ? box.minY - distance : box.maxY + distance - air)
    }
    return Point(axis.opposite ? box.maxX + distance + 0.8 : box.minX - distance - 0.8, map(tick.value))
  }
}
