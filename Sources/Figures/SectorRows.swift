import Certificates
import Plotting

/// Number lines one below the other: what is proved, bars, over what is computed, the sectors in which one digit wins.
struct SectorRows: Mark {
  private let lines: [NumberLine]
  /// The bar to point out, by row and index.
  private let marked: (row: Int, bar: Int)?

  /// A row reaches so far up and down from its place.
  private static let half = 0.45
  /// Bars begin here, below the digits.
  private static let barTop = 0.02
  /// Where totals stand, above the first row.
  static let totalsAt = -0.82
  static let top = -1.2

  init(_ lines: [NumberLine], marked: (row: Int, bar: Int)?) { (self.lines, self.marked) = (lines, marked) }

  var extent: Extent {
    Extent(
      x: .init(lines.flatMap { $0.sectors.flatMap { [$0.low, $0.high] } + $0.bars.flatMap { [$0.low, $0.high] } }),
      y: .init([Self.top, Double(lines.count) - 0.5]))
  }

  var coversBox: Bool { true }

  func keys(in frame: Frame) -> [LegendKey] {
    [
      LegendKey(.patch(frame.style.ink), "all sums of one total"),
      marked.map { _ in LegendKey(.patch(Self.emphasis), "nearest to a boundary") },
    ].compactMap(\.self)
  }

  static let emphasis = Color.vermilion

  /// A digit's color, light enough for what lies over it; gray for tokens that are no digits.
  static func color(_ token: Int) -> Color {
    token < 10 ? DigitColors.scale(Double(token)).mixed(with: .white, 0.5) : Color(0xD5D9DD)
  }

  func draw(in frame: Frame, on drawing: inout Drawing) {
    for (row, line) in lines.enumerated() {
      let y = Double(row)
      for (index, sector) in line.sectors.enumerated() {
        let before = line.sectors[max(index - 1, 0)]
        guard let box = rect(sector.low, sector.high, y - Self.half, y + Self.half, frame) else { continue }
        drawing.fill(.rectangle(box), Self.color(sector.token))
        // Lines between sectors that are hardly wider than these would hide them.
        let isWide = box.width > 3 && (rect(before.low, before.high, y, y, frame)?.width ?? 0) > 3
        if index > 0, isWide {
          drawing.stroke(.line(Point(box.minX, box.minY), Point(box.minX, box.maxY)), Pen(frame.style.background, width: 0.8))
        }
        guard sector.token < 10 else { continue }
        let text = frame.typesetter.set("\(sector.token)", TextStyle(size: frame.style.annotationSize))
        if box.width > text.width + 3, let place = frame.point((sector.low + sector.high) / 2, y - 0.22) {
          drawing.text(text, at: place, Anchor(.center, .middle), color: frame.style.ink)
        }
      }
      for (index, bar) in line.bars.enumerated() {
        guard var box = rect(bar.low, bar.high, y + Self.barTop, y + Self.half - 0.08, frame) else { continue }
        // A single number is seen, too.
        let missing = max(0.9 - box.width, 0) / 2
        (box.minX, box.maxX) = (box.minX - missing, box.maxX + missing)
        let isMarked = marked.map { $0.row == row && $0.bar == index } ?? false
        drawing.fill(.rectangle(box), isMarked ? Self.emphasis : frame.style.ink)
      }
    }
    totals(in: frame, on: &drawing)
  }

  private func totals(in frame: Frame, on drawing: inout Drawing) {
    for bar in lines.first?.bars ?? [] {
      guard let place = frame.point(bar.middle, Self.totalsAt), let tip = frame.point(bar.middle, -Self.half - 0.03)
      else { continue }
      let text = frame.typesetter.set("\(bar.total)", TextStyle(size: frame.style.annotationSize))
      drawing.text(text, at: place, Anchor(.center, .middle), color: frame.style.quiet)
      drawing.stroke(.line(Point(place.x, place.y + 0.55 * frame.style.annotationSize), tip), Pen(frame.style.quiet, width: 0.4))
    }
  }

  private func rect(_ x0: Double, _ x1: Double, _ y0: Double, _ y1: Double, _ frame: Frame) -> Rect? {
    guard let a = frame.point(x0, y0), let b = frame.point(x1, y1) else { return nil }
    return Rect(minX: min(a.x, b.x), minY: min(a.y, b.y), maxX: max(a.x, b.x), maxY: max(a.y, b.y))
  }
}
