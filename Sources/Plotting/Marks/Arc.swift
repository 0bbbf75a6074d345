import Foundation

/// A circle or a part of one, in data units; meant for panels whose aspect is `.equal`.
public struct Arc: Mark {
  /// The middle.
  public var center: (x: Double, y: Double)
  /// The radius.
  public var radius: Double
  /// Where it begins and ends, in degrees counter-clockwise from the right.
  public var angles: ClosedRange<Double>
  /// How it is drawn; quiet if nil.
  public var pen: Pen?
  /// What fills it.
  public var fill: Color?
  /// The name in the legend.
  public var name: String?

  /// An arc; a full circle unless angles are given.
  public init(
    center: (x: Double, y: Double), radius: Double, angles: ClosedRange<Double> = 0...360, pen: Pen? = nil, fill: Color? = nil,
    name: String? = nil
  ) {
    self.center = center
    self.radius = radius
    self.angles = angles
    self.pen = pen
    self.fill = fill
    self.name = name
  }

  /// The values it covers.
  public var extent: Extent {
    let outline = outline
    return Extent(x: .init(outline.map(\.0), air: Extent.air), y: .init(outline.map(\.1), air: Extent.air))
  }

  /// Its lines in the legend: none without a name.
  public func keys(in frame: Frame) -> [LegendKey] {
    name.map { [LegendKey(.line(stroke(frame), marker: nil, band: nil), $0)] } ?? []
  }

  /// Where it puts ink.
  public func footprint(in frame: Frame) -> [Rect] { sampled([points(frame)]) }

  /// Draws it.
  public func draw(in frame: Frame, on drawing: inout Drawing) {
    let path = Path.polyline(points(frame))
    if let fill { drawing.fill(path, fill) }
    drawing.stroke(path, stroke(frame))
  }

  private func stroke(_ frame: Frame) -> Pen { pen ?? Pen(.silver, width: 0.9) }

  /// A chord every degree: on paper no one can tell it from the curve, and it stays right on unequal or logarithmic axes.
  private var outline: [(Double, Double)] {
    let steps = max(2, Int((angles.upperBound - angles.lowerBound).rounded(.up)))
    return (0...steps).map { step in
      let angle = (angles.lowerBound + (angles.upperBound - angles.lowerBound) * Double(step) / Double(steps)) * .pi / 180
      return (center.x + radius * cos(angle), center.y + radius * sin(angle))
    }
  }

  private func points(_ frame: Frame) -> [Point] { outline.compactMap { frame.point($0.0, $0.1) } }
}
