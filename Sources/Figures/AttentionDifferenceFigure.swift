import Addition
import Interpretability
import Plotting

extension Figure {
  /// Where one model looks more than another when each predicts an answer digit: the difference of mean attention weights, head by head.
  ///
  /// Keys are the same if they hold the same: X3 of one is X3 of the other, wherever it stands.
  ///
  /// - Parameters:
  ///   - summary: of the model that is looked at.
  ///   - other: of the model whose weights are taken off; as many heads as the first are drawn, in order.
  public static func attentionDifference(
    _ summary: AttentionSummary, minus other: AttentionSummary, of subject: Subject, and otherSubject: Subject
  ) -> Figure {
    let difference = AttentionDifference(summary, other)
    let heads = difference.heads
    let limit = heads.joined().joined().filter(\.isFinite).map(abs).max() ?? 1
    let scale = ColorScale(.tide, .symmetric(max(limit, 0.01)))
    let labels = PositionLabels(difference.keys)
    let panels = zip(difference.names, heads).map { name, rows in
      Panel(
        title: name,
        x: .categories(labels.labels, label: "Key position", rotation: .degrees(90), groups: labels.groups),
        y: .categories(difference.digits, label: "Predicted digit"), aspect: .equal,
        marks: [
          Heatmap(rows, scale: scale, columnSeparators: labels.separators, isMasked: { rows[$0][$1].isNaN })
        ])
    }
    return Figure(
      width: 180, height: 40 + 72 * Double(panels.count), title: "Where \(subject.name) looks more than \(otherSubject.name)",
      caption:
        "Mean attention weight of \(subject.phrase) less that of \(otherSubject.phrase), over \(summary.source.phrase) with the true "
        + "answer as input. Each row is the query that predicts the digit named at the left. Keys are matched by what stands there; a "
        + "key that one model does not have has the weight 0 in it. Blank: neither has the key before the query.",
      rows: panels.map { [$0] },
      colorbar: Colorbar("Difference of attention weights", side: .below, scale: scale, stretch: 0.2...0.8))
  }
}

/// The difference of two models' attention, with keys matched by their labels.
struct AttentionDifference {
  /// The keys of either model: the first one's, then those that only the second has.
  let keys: [String]
  /// The digits that are predicted, `Z0` first.
  let digits: [String]
  /// Such as `L0H0`, or `L0H0 − L0H1`.
  let names: [String]
  /// `[head][digit][key]`; NaN where neither model has the key before the query.
  let heads: [[[Double]]]

  init(_ a: AttentionSummary, _ b: AttentionSummary) {
    let keys = a.positionLabels + b.positionLabels.filter { !a.positionLabels.contains($0) }
    let digits = zip(a.heads.first?.digits ?? [], b.heads.first?.digits ?? []).map { $0.0.place }
    let pairs = Array(zip(a.heads, b.heads))
    self.keys = keys
    self.digits = digits.map { "Z\($0)" }
    names = pairs.map { $0.name == $1.name ? $0.name : "\($0.name) − \($1.name)" }
    let places = [a, b].map { summary in
      Dictionary(zip(summary.positionLabels, summary.positionLabels.indices)) { first, _ in first }
    }
    heads = pairs.map { first, second in
      digits.indices.map { row in
        keys.map { key in
          let weights = zip([first, second], places).map { head, places -> Double? in
            guard let position = places[key], position <= head.digits[row].query else { return nil }
            return head.mean[head.digits[row].query][position]
          }
          guard weights.contains(where: { $0 != nil }) else { return .nan }
          return (weights[0] ?? 0) - (weights[1] ?? 0)
        }
      }
    }
  }
}
