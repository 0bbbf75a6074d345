import Addition
import Certificates
import Plotting

extension Figure {
  /// A proof that can be seen: for one place of the answer, and each digit before it, where the one number is that attention hands on,
  /// over the sectors in which the rest of the model writes which digit.
  ///
  /// - Parameters:
  ///   - lines: all of a certificate's.
  ///   - place: the place of the answer's digit, 0...10.
  ///   - arithmetic: what the bars are proved in.
  public static func certificateBars(
    _ lines: [NumberLine], place: Int = 5, arithmetic: CertifiedArithmetic, of subject: Subject
  ) -> Figure {
    let own = lines.filter { $0.place == place }
    let nearest = own.nearest
    let (bars, isRight) = (own.reduce(0) { $0 + $1.bars.count }, own.allSatisfy(\.isRight))
    var y = Axis.categories(
      own.map { $0.previous.map { "\($0)" } ?? "–" }, label: place == 0 ? nil : "Digit Z_{\(place - 1)} before")
    y.range = SectorRows.top...(Double(own.count) - 0.5)
    let what = place < Problem.operandDigits ? "total X_{\(place)} + Y_{\(place)} + carry" : "carry"
    let gray = own.contains { $0.sectors.contains { $0.token >= 10 } } ? " Gray: a token that is no digit wins." : ""
    let least = nearest.map {
      let before = own[$0.row].previous.map { ", Z_{\(place - 1)} = \($0)" } ?? ""
      return "; the nearest boundary to any (\(what) = \(own[$0.row].bars[$0.bar].total)\(before)) is \($0.text) away"
    }
    return Figure(
      height: 44 + 8.2 * Double(own.count),
      title: isRight
        ? "Attention adds: its one number rises with the total, and every bar lies in its digit's sector"
        : "The one number that attention hands on, and the digits that are made of it",
      subtitle: "Z_{\(place)}: \(bars) bars\(least ?? "")",
      caption:
        "What attention hands on when Z_{\(place)} is predicted, a single number\(place == 0 ? "" : ", for each digit before it (rows)"). "
        + "Bars: where it is over all sums of one \(what) (written above, for the first row); together all 10²⁰, none sampled: bounds proved "
        + "in \(arithmetic.rawValue) arithmetic. Colors and digits: which digit the rest of the model writes there, computed at points and "
        + "by bisection between them; the proof does not rest on these.\(gray) A step is the mean distance from one total to the "
        + "next. From \(subject.phrase).",
      Panel(
        x: .linear("The number that attention hands on (the unit is the model's own)", range: own.numbers), y: y, legend: .below,
        marks: [SectorRows(own, marked: nearest.map { ($0.row, $0.bar) })]))
  }
}

extension NumberLine {
  /// Whether bars follow each other by their totals, and each lies in a sector of its digit.
  fileprivate var isRight: Bool {
    bars.allSatisfy { sector(of: $0)?.token == $0.digit } && zip(bars, bars.dropFirst()).allSatisfy { $0.high < $1.low }
  }
}

extension [NumberLine] {
  /// What all sectors cover.
  fileprivate var numbers: ClosedRange<Double> {
    let ends = flatMap { $0.sectors.flatMap { [$0.low, $0.high] } }
    let low = ends.min() ?? 0
    return low...Swift.max(low, ends.max() ?? 1)
  }

  /// The bar that is nearest to a boundary, and how near, in steps of its row.
  fileprivate var nearest: (row: Int, bar: Int, text: String)? {
    let all = enumerated().flatMap { row, line in
      line.bars.enumerated().compactMap { bar, own in
        own.distance.map { (row: row, bar: bar, steps: line.step > 0 ? $0 / line.step : $0) }
      }
    }
    return all.min { $0.steps < $1.steps }.map { ($0.row, $0.bar, "\(QuantityText.short($0.steps)) of a step") }
  }
}
