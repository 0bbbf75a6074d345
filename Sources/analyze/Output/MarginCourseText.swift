import Addition
import Certificates
import Hardening

extension MarginCourse {
  /// A row for each step, and when what became true.
  var text: String {
    var table = TextTable(
      [.right, .right, .left, .right, .right, .right],
      titles: ["step", "validation", "verdict", "margin at least", "found", "wrong found"])
    for row in rows {
      table.add([
        grouped(row.step), row.validation?.percent ?? "–", row.verdict.rawValue, row.margin.map { boundText($0) } ?? "–",
        row.found.map { boundText($0, .up) } ?? "–", grouped(row.wrong),
      ])
    }
    func step(_ step: Int?) -> String { step.map { "step \(grouped($0))" } ?? "never" }
    var facts = TextTable([.left, .left])
    facts.add(["validation all right", step(firstPerfect)])
    facts.add(["proved first", step(firstProved) + ", in \(arithmetic.rawValue) arithmetic"])
    facts.add(["proved ever since", step(provedFrom)])
    return table.text() + "\n\n" + facts.text()
  }
}
