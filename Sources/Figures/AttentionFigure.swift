import Addition
import Foundation
import Interpretability
import Plotting

extension Figure {
  /// Which queries an attention figure shows.
  public enum AttentionRows: Hashable, Sendable {
    /// Those that predict the answer's digits, and beside them what their keys are to the digit.
    case answer
    /// All positions.
    case all
  }

  /// Where heads look, averaged over problems: queries down, keys across, one panel for every head.
  ///
  /// - Parameters:
  ///   - heads: nil for all heads of the summary.
  ///   - greatest: the weight with the darkest color; what is greater has it, too. Figures of one range compare.
  public static func attention(
    _ summary: AttentionSummary, heads: [AttentionSummary.Head]? = nil, rows: AttentionRows = .answer, greatest: Double = 1,
    of subject: Subject
  ) -> Figure {
    let all = heads ?? summary.heads
    let heads = Array(all.prefix(32))
    let panels = AttentionPanels(summary, greatest: greatest)
    let names = heads.count < all.count ? "the first \(heads.count) of \(all.count) heads" : QuantityText.list(heads.map(\.name))
    let averaged =
      "Attention weights of \(names) from \(subject.phrase), \(summary.source.count == 1 ? "on" : "mean over") \(summary.source.phrase) with the true answer "
      + "as input. "
    switch rows {
    case .answer:
      let showsRoles = heads.count <= 4
      let grid =
        showsRoles ? heads.map { [panels.answerRows($0), panels.roles($0)] } : heads.map(panels.answerRows).inRows(of: 2)
      return Figure(
        width: showsRoles ? 180 : 220, height: 34 + (showsRoles ? 72 : 58) * Double(grid.count),
        title: "Where the model looks when it predicts an answer digit",
        caption: averaged + "Each row is the query that predicts the digit named at the left: it stands one position before it. "
          + "Blank keys come later than the query."
          + (showsRoles ? " Right: the same weights by what the key is to digit i." : ""),
        rows: grid, columnWidths: showsRoles ? [2.5, 1] : nil,
        colorbar: Colorbar("Attention weight", side: .below, scale: panels.scale, stretch: showsRoles ? 0...0.5 : 0.25...0.75))
    case .all:
      let perRow = heads.count == 1 ? 1 : 2
      let grid = heads.map(panels.allRows).inRows(of: perRow)
      return Figure(
        width: perRow == 1 ? 150 : 220, height: 30 + (perRow == 1 ? 140 : 112) * Double(grid.count),
        title: "Mean attention of every position", caption: averaged + "Blank keys come later than the query.", rows: grid,
        colorbar: Colorbar("Attention weight", scale: panels.scale))
    }
  }
}

/// The panels of the attention figure.
private struct AttentionPanels {
  let summary: AttentionSummary
  let labels: PositionLabels
  /// One scale for all heads, so that their colors compare.
  let scale: ColorScale

  init(_ summary: AttentionSummary, greatest: Double) {
    self.summary = summary
    labels = PositionLabels(summary.positionLabels)
    scale = ColorScale(.paper, .linear(0...greatest))
  }

  private var digits: [String] { summary.heads.first?.digits.map { "Z\($0.place)" } ?? [] }

  private var keys: Axis {
    .categories(labels.labels, label: "Key position", rotation: .degrees(90), groups: labels.groups)
  }

  func answerRows(_ head: AttentionSummary.Head) -> Panel {
    let queries = head.digits.map(\.query)
    return Panel(
      title: head.name, x: keys, y: .categories(digits, label: "Predicted digit"),
      aspect: .equal,
      marks: [
        Heatmap(
          queries.map { head.mean[$0] }, scale: scale, columnSeparators: labels.separators,
          isMasked: { $1 > queries[$0] })
      ])
  }

  func allRows(_ head: AttentionSummary.Head) -> Panel {
    Panel(
      title: head.name, x: keys, y: .categories(labels.labels, label: "Query position", groups: labels.groups), aspect: .equal,
      marks: [
        Heatmap(
          head.mean, scale: scale, rowSeparators: labels.separators, columnSeparators: labels.separators, isMasked: { $1 > $0 })
      ])
  }

  /// Stacked shares of the roles, one bar for every answer digit, level with the heatmap's rows. Other keys that hold much have names
  /// of their own.
  func roles(_ head: AttentionSummary.Head) -> Panel {
    let others = head.digits.map { otherKeys(head, $0) }
    let labels = Set(others.joined().filter { $0.weight >= Self.leastNamed }.map(\.label))
    let named = Array(
      labels.sorted { a, b in
        let (first, second) = (most(a, others), most(b, others))
        return first != second ? first > second : a < b
      }.prefix(Self.otherColors.count))
    var series = KeyRole.allCases.indices.filter { KeyRole.allCases[$0] != .other }.map { role in
      Bars.Series(
        head.digits.map { $0.roles.indices.contains(role) ? $0.roles[role].share : 0 }, name: KeyRole.allCases[role].rawValue,
        color: RoleColors.color(KeyRole.allCases[role]))
    }
    series += zip(named, Self.otherColors).map { label, color in
      Bars.Series(others.map { keys in keys.reduce(0) { $0 + ($1.label == label ? $1.weight : 0) } }, name: label, color: color)
    }
    series.append(
      Bars.Series(
        others.map { keys in keys.reduce(0) { $0 + (named.contains($1.label) ? 0 : $1.weight) } },
        name: KeyRole.other.rawValue, color: RoleColors.color(.other)))
    var y = Axis.categories(digits)
    y.grid = false
    return Panel(
      title: "By what the key is", x: .linear("Share of attention", range: 0...1, ticks: .at([0, 0.5, 1])), y: y, legend: .right,
      marks: [Bars(series, arrangement: .stacked, horizontal: true, width: 0.8)])
  }

  /// From this weight on a key that has no role gets a name.
  private static let leastNamed = 0.04
  private static let otherColors = [Color(0x5B6670), Color(0x8B6F5C), Color(0x9AA3AB)]

  /// What a query gives to keys without a role.
  private func otherKeys(
    _ head: AttentionSummary.Head, _ digit: AttentionSummary.Digit
  ) -> [(label: String, weight: Double)] {
    (0...digit.query).compactMap { key in
      guard KeyRole(key: key, answerDigit: digit.place, format: summary.format) == .other else { return nil }
      return (summary.positionLabels[key], head.mean[digit.query][key])
    }
  }

  private func most(_ label: String, _ others: [[(label: String, weight: Double)]]) -> Double {
    others.joined().reduce(0) { $1.label == label ? Swift.max($0, $1.weight) : $0 }
  }
}
