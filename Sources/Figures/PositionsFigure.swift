import Addition
import Foundation
import Interpretability
import Plotting

extension Figure {
  /// The position vectors: their plane, their cosine similarities, and every dimension over the places of a number with the
  /// closest sinusoid.
  public static func positions(_ geometry: PositionGeometry, of subject: Subject) -> Figure {
    let panels = PositionPanels(geometry)
    let rows = [[panels.plane, panels.similarity]] + panels.curves.inRows(of: panels.curvesPerRow)
    let shared =
      panels.isShared
      ? "X, Y and Z use the same ten vectors, so that their points and curves coincide."
      : "Mean distance of equal places relative to different places: "
        + geometry.sharing.map {
          "\($0.first.rawValue)–\($0.second.rawValue) \($0.relativeDistance.map { QuantityText.fixed($0, 2) } ?? "–")"
        }.joined(separator: ", ") + " (0: shared, 1: unrelated)."
    let plane =
      panels.width <= 3
      ? "the first two of \(panels.width) position dimensions"
      : "the first two principal components of the places in \(panels.width) dimensions "
        + "(\(QuantityText.percent(geometry.principalComponents.explainedVariance.prefix(2).reduce(0, +), 0)) of their variance)"
    let noise = QuantityText.fixed(geometry.noiseLevel, 2)
    let draws = "95% of \(grouped(geometry.noiseDraws)) draws"
    let titles =
      panels.isShared
      ? "R^{2} above the panels; fits of white noise stay below \(noise) in \(draws)"
      : "R^{2} of X, Y and Z above the panels; drawn only above \(noise), below which fits of white noise stay in \(draws)"
    return Figure(
      height: 100 + 44 * Double(rows.count - 1), title: "How positions are written",
      subtitle: "Place i of a number is its digit of 10^{i}",
      caption:
        "Position vectors as they enter the residual stream, from \(subject.phrase): left, \(plane); right, cosine similarity of "
        + "all \(geometry.positionLabels.count) positions (gray: a zero vector has none); below, \(panels.shownDimensions) over the places "
        + "0–9 with the closest sinusoid plus line (\(titles)). \(shared)",
      rows: rows, rowHeights: [92] + Array(repeating: 42, count: rows.count - 1), letters: false)
  }
}
