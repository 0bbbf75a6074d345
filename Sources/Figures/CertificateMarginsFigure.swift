import Addition
import Certificates
import Foundation
import Plotting

extension Figure {
  /// By how much the right digit's logit is ahead in a proof, by place and total.
  public static func certificateMargins(_ map: MarginMap, of subject: Subject) -> Figure {
    let totals = Array(0...19)
    let values = (0..<Problem.sumDigits).map { place in totals.map { map[place, $0] ?? .nan } }
    let margins = map.cells.map(\.margin)
    let (low, high) = (margins.min() ?? 1, margins.max() ?? 1)
    let scale = ColorScale(.lagoon, .logarithmic(low...Swift.max(high, low * 1.0001)))
    var (marks, subtitle): ([any Mark], String?) = (
      [Heatmap(values, scale: scale, cellLabels: .texts(values.map { $0.map { QuantityText.atLeast($0, digits: 2) } }))], nil
    )
    if let least = map.least {
      let (x, y) = (Double(least.total), Double(least.place))
      marks.append(
        Line(
          x: [x - 0.5, x + 0.5, x + 0.5, x - 0.5, x - 0.5], y: [y - 0.5, y - 0.5, y + 0.5, y + 0.5, y - 0.5], color: .vermilion,
          width: 2))
      let before = least.previous.map { " and Z_{\(least.place - 1)} = \($0)" } ?? ""
      subtitle =
        "at least \(QuantityText.atLeast(least.margin, digits: 3)) everywhere; least for Z_{\(least.place)} where the total is "
        + "\(least.total)\(before)"
    }
    return Figure(
      height: 108, title: "By how much the right digit is ahead, on all 10²⁰ sums", subtitle: subtitle,
      caption:
        "Lower bounds of the right digit's logit minus any other's, over all pairs of ten-digit operands: nothing is sampled. Rows: the "
        + "answer's digit; columns: its two operand digits and the carry added up (for Z_{10} the carry alone); the least over all digits "
        + "before. Outlined: the least of all. Gray: no sum has it. Proved in \(map.arithmetic.rawValue) arithmetic, of \(subject.phrase).",
      Panel(
        x: .categories(totals.map { "\($0)" }, label: "Total X_{i} + Y_{i} + carry"),
        y: .categories((0..<Problem.sumDigits).map { "Z_{\($0)}" }, label: "Answer digit Z_{i}"), legend: .none,
        colorbar: Colorbar("Margin at least (logits)", scale: scale), marks: marks))
  }
}

extension QuantityText {
  /// A lower bound with about so many digits, never rounded up; nothing where there is none.
  fileprivate static func atLeast(_ bound: Double, digits: Int) -> String {
    guard bound > 0, bound.isFinite else { return "" }
    let decimals = min(max(digits - 1 - Int(log10(bound).rounded(.down)), 0), 6)
    let scale = pow(10, Double(decimals))
    return fixed((bound * scale).rounded(.down) / scale, decimals)
  }
}
