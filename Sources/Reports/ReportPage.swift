import Addition
import Checkpoints
import Transformer

/// `report.md`.
struct ReportPage {
  let checkpoint: Checkpoint
  let analyses: Analyses
  let options: ReportOptions
  let sections: [ReportSection]

  var text: String {
    let body = sections.map { section in
      let image = section.figure.map { name, figure in "![\(alternative(figure.caption ?? section.heading))](\(name))\n\n" } ?? ""
      return "## \(section.heading)\n\n\(image)\(section.text.trimmedEnd)\n"
    }
    return ([head] + body + [failures, reproduction].compactMap { $0 }).joined(separator: "\n")
  }

  private var head: String {
    let summary = checkpoint.summary
    var table = MarkdownTable([("", .left), ("", .left)])
    table.add(["parameters", "\(grouped(summary.parameters)) learned" + (summary.frozen > 0 ? ", \(summary.frozen) frozen" : "")])
    table.add(["AdderBoard", "\(analyses.adderBoard.accuracy)"])
    table.add(["equal parts for every carry-chain length, seed \(options.seed)", "\(analyses.carry.overall)"])
    for line in summary.summary { table.add([line.topic, line.text]) }
    for note in summary.notes.sorted(by: { $0.key < $1.key }) { table.add([note.key, note.value]) }
    table.add(["weights' SHA-256", "`\(summary.weightsSHA256)`"])
    return """
      # \(MarkdownText.plain(checkpoint.name))

      How a transformer of \(grouped(summary.parameters)) parameters adds two ten-digit numbers. An answer counts as right when all \
      eleven digits are, under greedy decoding; intervals are Wilson's, of 95%.

      \(table.text)
      """
  }

  /// The first errors on AdderBoard; nil if there are none.
  private var failures: String? {
    let evaluation = analyses.adderBoard
    guard !evaluation.failures.isEmpty else { return nil }
    let wrong = evaluation.accuracy.total - evaluation.accuracy.count
    var table = MarkdownTable([("a", .right), ("b", .right), ("a + b", .right), ("model", .right)])
    let shown = evaluation.failures.prefix(20)
    for failure in shown {
      table.add(["\(failure.a)", "\(failure.b)", "\(failure.expected)", failure.got.map(String.init) ?? "no number"])
    }
    let which = wrong > shown.count ? "The first \(shown.count) of \(grouped(wrong)) errors" : "All errors"
    return "## Errors on AdderBoard\n\n\(which).\n\n\(table.text)"
  }

  private var reproduction: String {
    let command = options.command.map { "\n```console\n$ \(MarkdownText.plain($0))\n```\n" } ?? ""
    return """
      ## Made by
      \(command)
      CarryScope \(Version.current). Attention and ablations: \(analyses.ablation.source); means and replacements: \
      \(analyses.ablation.reference). The same checkpoint and the same command give the same bytes on any number of threads.

      """
  }

  /// A caption as an image's alternative text.
  private func alternative(_ caption: String) -> String {
    MarkdownText.plain(caption).replacing("^{2}", with: "²").replacing("[", with: "(").replacing("]", with: ")")
  }
}

extension String {
  /// Without white space at its end.
  fileprivate var trimmedEnd: String { String(reversed().drop(while: \.isWhitespace).reversed()) }
}
