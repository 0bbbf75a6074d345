/// A legend measured: its lines in one column, or flowing in rows.
struct LegendLayout {
  private struct Entry {
    var key: LegendKey
    var name: TextBlock
    var origin: Point
  }

  private var entries: [Entry] = []
  let size: Size
  private let pitch: Double
  /// How many rows a flowing legend has.
  private(set) var rows = 1
  private static let sampleWidth = 14.0
  private static let gap = 5.0

  /// In one column if `flow` is nil, else in rows of at most that width.
  init(_ keys: [LegendKey], flow: Double? = nil, width: Double = 160, style: Style, typesetter: Typesetter) {
    let text = TextStyle(size: style.labelSize)
    pitch = style.labelSize * 1.5
    var (x, y, widest, rowHeight) = (0.0, 0.0, 0.0, 0.0)
    // A name that is wider than a row breaks.
    let room = flow.map { max($0 - Self.sampleWidth - Self.gap, 40) } ?? width
    for key in keys {
      let name = typesetter.set(key.name, text, width: room)
      let entryWidth = Self.sampleWidth + Self.gap + name.width
      let height = max(pitch, name.height + style.labelSize * 0.25)
      if let flow {
        if x > 0, x + entryWidth > flow {
          x = 0
          y += rowHeight
          rowHeight = 0
          rows += 1
        }
        rowHeight = max(rowHeight, name.lines.count > 1 ? height : pitch)
        entries.append(.init(key: key, name: name, origin: Point(x, y)))
        x += entryWidth + 13
        widest = max(widest, x - 13)
      } else {
        entries.append(.init(key: key, name: name, origin: Point(0, y)))
        y += height
        widest = max(widest, entryWidth)
      }
    }
    size = Size(width: widest, height: entries.isEmpty ? 0 : flow == nil ? y : y + rowHeight)
  }

  func draw(at corner: Point, style: Style, on drawing: inout Drawing) {
    for entry in entries {
      let middle = corner + entry.origin + Point(0, pitch / 2)
      let (left, right) = (middle, middle + Point(Self.sampleWidth, 0))
      let center = middle + Point(Self.sampleWidth / 2, 0)
      switch entry.key.sample {
      case .line(let pen, let marker, let band):
        if let band {
          drawing.fill(
            .rectangle(Rect(minX: left.x, minY: middle.y - 3.6, maxX: right.x, maxY: middle.y + 3.6)), pen.color.opacity(band))
        }
        drawing.stroke(.line(left, right), pen)
        marker?.draw(at: center, size: style.markerSize, color: pen.color, background: style.background, on: &drawing)
      case .patch(let color):
        drawing.fill(
          .rectangle(Rect(minX: center.x - 5, minY: middle.y - 3.2, maxX: center.x + 5, maxY: middle.y + 3.2)), color)
      case .point(let marker, let color):
        marker.draw(at: center, size: style.markerSize, color: color, background: style.background, on: &drawing)
      }
      // The first line's capitals are centred on the sample.
      let baseline = Point(right.x + Self.gap, middle.y + entry.name.capHeight / 2)
      drawing.text(
        entry.name, at: baseline - Point(0, entry.name.ascent), Anchor(.left, .top), color: style.ink, role: .legend)
    }
  }
}
