import Addition
import Foundation
import Interpretability

/// Where heads look when they predict a digit of the answer, as a terminal shows it.
struct AttentionText {
  private let summary: AttentionSummary
  private let heads: [AttentionSummary.Head]

  init(_ summary: AttentionSummary, heads: [AttentionSummary.Head]) {
    (self.summary, self.heads) = (summary, heads)
  }

  /// For each head and digit the keys with the greatest mean weight, and how much the query's weights vary from problem to problem.
  var text: String {
    heads.map { head in
      var table = TextTable([.left, .left, .right, .left], titles: ["digit", "query", "varies by", "attends to"])
      for digit in head.digits {
        let keys = digit.topKeys.prefix(4).map { "\($0.label) \(String(format: "%.4f", $0.weight))" }.joined(separator: "  ")
        let varies = head.deviation[digit.query].max() ?? 0
        table.add(["Z\(digit.place)", summary.positionLabels[digit.query], String(format: "%.4f", varies), keys])
      }
      return "\(head.name)\n\(table.text(indent: 2))"
    }.joined(separator: "\n\n")
  }
}
