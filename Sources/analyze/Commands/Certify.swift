import Arguments
import Certificates
import Checkpoints
import Files
import Foundation

extension CertifiedArithmetic: ExpressibleByArgument {}

struct Certify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prove a model right on all 10^20 sums, or find a wrong one.",
    discussion: """
      For models of one layer. What attention hands on is bounded over all pairs of operands, and the rest of the model over those \
      bounds, in interval arithmetic with outward rounding. Proved: every right digit's logit is ahead by at least the margin, in \
      real arithmetic on the weights as they are. Refuted: the sum shown is wrong. Undecided: neither was shown in time. The exit \
      code is 0 whatever the verdict.
      """,
    examples: [
      .init("analyze certify checkpoints/microadder-57p", "All 100,000,000,000,000,000,000 sums, in seconds."),
      .init("analyze certify checkpoints/period12-25p --out certificate.json", "Keep the verdict with its margins."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @Option(help: "The arithmetic that the verdict is about. (default: real)") var arithmetic: CertifiedArithmetic?
  @Option(help: ArgumentHelp("Seconds after which what is open stays open. (default: 60)", valueName: "S")) var timeLimit: Double?
  @Option(help: ArgumentHelp("Also write the verdict as JSON. (default: none)", valueName: "FILE", completion: .files))
  var out: String?
  @Flag(help: "Also bound how many sums are wrong, if some are; takes all of the time.") var wrong = false
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    if let timeLimit, !(timeLimit > 0 && timeLimit <= 1e6) {
      throw ValidationError("--time-limit must be above 0 and at most 1,000,000 seconds and is \(timeLimit)")
    }
  }

  mutating func run() throws {
    let checkpoint = try checkpoint.readFinite(toWrite: out.map { [$0] } ?? [])
    let status = StudyStatus("questions", isQuiet: quiet.quiet)
    defer { status.clear() }
    let certificate = try Certificate(
      checkpoint.model, arithmetic: arithmetic ?? .real, timeLimit: .seconds(timeLimit ?? 60), threads: threads.count,
      counts: wrong, progress: status.tell)
    status.clear()
    let result = StudyResult(certificate, of: checkpoint)
    if let out {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try AtomicFile.write(String(decoding: try encoder.encode(result), as: UTF8.self) + "\n", to: out)
    }
    try json.print(
      result, orText: certificate.text(of: checkpoint) + (out.map { quiet.quiet ? "" : "\n\nCertificate: \($0)" } ?? ""))
  }
}
