import Addition
import Interpretability
import Plotting

/// A heatmap of rows by answer digits with numbers in its cells.
private func digitPanel(
  _ title: String, _ names: [String]?, _ values: [[Double]], places: [Int], _ scale: ColorScale, decimals: Int,
  factor: Double = 1,
  separators: [Int] = []
) -> Panel {
  var y = Axis.categories(names ?? values.indices.map { "\($0)" })
  if names == nil { y.ticks = .none }
  let texts = values.map { $0.map { $0.isFinite ? QuantityText.cell($0 * factor, decimals) : "" } }
  return Panel(
    title: title, x: .categories(places.map { "\($0)" }, label: "Answer digit Z_{i}, units first"), y: y, legend: .none,
    marks: [Heatmap(values, scale: scale, cellLabels: .texts(texts), rowSeparators: separators)])
}

extension QuantityText {
  /// A number in a cell: no decimals where it has three digits before them.
  fileprivate static func cell(_ value: Double, _ decimals: Int) -> String {
    if abs(value) >= 9999.5 { return fixed(value / 1000, 0) + "k" }
    return fixed(value, abs(value) >= 99.5 ? 0 : abs(value) >= 9.95 ? min(decimals, 0) : decimals)
  }
}

/// The logit lens, point by point of the residual stream and digit by digit.
struct LensPanels {
  let lens: LogitLens

  init(_ lens: LogitLens) { self.lens = lens }

  var height: Double { 24 + 6 * Double(lens.hooks.count) }

  private func values(_ places: [Int], _ value: (LogitLens.Row) -> Double?) -> [[Double]] {
    lens.hooks.map { hook in
      let rows = lens.rows.filter { $0.hook == hook }
      return places.map { place in rows.first { $0.place == place }.flatMap(value) ?? .nan }
    }
  }

  var row: [Panel] {
    let all = Array(0..<Problem.sumDigits)
    let differences = values(all) { $0.logitDifference.value }
    return [
      digitPanel(
        "Logit lens: right digit most likely (%)", lens.hooks.map(Self.name), values(all) { $0.accuracy.value }, places: all,
        ColorScale(.lagoon, .linear(0...1)), decimals: 0, factor: 100),
      digitPanel(
        "Logit lens: logit difference", nil, differences, places: all, .diverging(over: differences.joined().filter(\.isFinite)),
        decimals: 1),
    ]
  }

  /// A point's name without what all have in common.
  private static func name(_ hook: String) -> String {
    let words = hook.split(separator: ".")
    let what = ["hook_embed": "tokens", "hook_resid_pre": "before", "hook_resid_mid": "between", "hook_resid_post": "after"]
    let last = String(words.last ?? "")
    return (words.count > 1 ? "L\(words[1]) " : "") + (what[last] ?? last)
  }
}

/// Direct contributions, component by component and digit by digit.
struct DirectPanels {
  let direct: DirectAttribution

  init(_ direct: DirectAttribution) { self.direct = direct }

  private var names: [String] { direct.components + ["all"] }

  var height: Double { 24 + 6 * Double(names.count) }

  /// Whether there are digits that no carry enters, or that one enters, on no problem.
  var hasGray: Bool { [false, true].contains { values(carry: $0).joined().contains(where: \.isNaN) } }

  private func values(carry: Bool) -> [[Double]] {
    let places = Array(1..<Problem.sumDigits)
    return names.map { name in
      let rows = (name == "all" ? direct.logitDifference : direct.rows).filter { $0.component == name && $0.hasCarry == carry }
      return places.map { place in rows.first { $0.place == place }?.contribution.value ?? .nan }
    }
  }

  var row: [Panel] {
    let (without, with) = (values(carry: false), values(carry: true))
    let scale = ColorScale.diverging(over: (without + with).joined().filter(\.isFinite))
    let places = Array(1..<Problem.sumDigits)
    let last = [names.count - 1]
    return [
      digitPanel(
        "Direct contributions (logits): no carry enters", names.map { $0 == "all" ? "together" : $0 }, without, places: places,
        scale,
        decimals: 1, separators: last),
      digitPanel(
        "Direct contributions (logits): a carry enters", nil, with, places: places, scale, decimals: 1, separators: last),
    ]
  }
}
