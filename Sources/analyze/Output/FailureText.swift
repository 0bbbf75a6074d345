import Addition
import Transformer

extension Evaluation {
  /// The first ten errors, with wrong digits marked; nil if there is none.
  var failureText: String? {
    guard !failures.isEmpty else { return nil }
    let shown = failures.prefix(10)
    let count = accuracy.total - accuracy.count
    var table = TextTable([.right, .right, .left, .left], titles: ["a", "b", "a + b", "model"])
    for failure in shown {
      let digits = AnswerDigits(expected: failure.expected, got: failure.got)
      table.add(["\(failure.a)", "\(failure.b)", digits.expected, digits.got])
      if !digits.marks.isEmpty { table.add(["", "", "", digits.marks]) }
    }
    let title = count == 1 ? "The error" : shown.count == count ? "The \(count) errors" : "The first \(shown.count) errors"
    let rest = count > shown.count ? "\n\nand \(grouped(count - shown.count)) more" : ""
    return "\(title), ^ under every wrong digit\n\n\(table.text(indent: 2))\(rest)"
  }
}
