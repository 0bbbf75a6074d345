import Arguments
import Certificates
import Checkpoints
import Files
import Foundation
import Hardening
import Shell
import Training

extension CertifiedArithmetic: ExpressibleByArgument {}

struct Certify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prove a model right on all 10^20 sums, or find a wrong one.",
    discussion: """
      For models of one layer. What attention hands on is bounded over all pairs of operands, and the rest of the model over those \
      bounds, in interval arithmetic with outward rounding. Proved: every right digit's logit is ahead by at least the margin, in \
      the arithmetic named: real numbers, or the float32 program that this machine runs, rounding and all. Refuted: the sum shown is \
      wrong. Undecided: neither was shown in time. The exit code is 0 whatever the verdict. Ctrl-C ends the search like the time \
      limit, and shows what is known by then.

      --check reads a certificate and goes through its claims without the search that found them.

      --steps is about a run's folder with weights that train --keep-every kept: the verdict on each, and when the run's model became \
      right.
      """,
    examples: [
      .init("analyze certify checkpoints/microadder-57p", "All 100,000,000,000,000,000,000 sums, in seconds."),
      .init(
        "analyze certify checkpoints/period12-25p --arithmetic float32 --out certificate.json",
        "As this machine computes; keep the proof."),
      .init("analyze certify checkpoints/period12-25p --check certificate.json", "Check it."),
      .init("analyze certify checkpoints/microadder-57p --figures certificates", "Draw why it is right."),
      .init("analyze certify runs/microadder-57p --steps", "When it became right."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @Option(help: "The arithmetic that the verdict is about. (default: real)") var arithmetic: CertifiedArithmetic?
  @Option(help: ArgumentHelp("Seconds after which what is open stays open. (default: 60)", valueName: "S")) var timeLimit: Double?
  @Option(
    help: ArgumentHelp(
      "Also write the certificate: the verdict, and the proof. (default: none)", valueName: "FILE", completion: .files))
  var out: String?
  @Option(help: ArgumentHelp("Check a certificate instead of making one. (default: none)", valueName: "FILE", completion: .files))
  var check: String?
  @Option(
    help: ArgumentHelp(
      "A folder for figures, as PNG, SVG and PDF: bars and margins of a proof, errors of a wrong model. (default: none)",
      valueName: "DIR", completion: .folders))
  var figures: String?
  @Flag(help: "Certify all weights that a run's folder kept, step by step.") var steps = false
  @Flag(help: "Also bound how many sums are wrong, if some are; takes all of the time.") var wrong = false
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    try TimeLimit.validate(timeLimit)
    if check != nil, arithmetic != nil || timeLimit != nil || out != nil || wrong || figures != nil {
      throw ValidationError(
        "--check takes everything from the certificate: leave out --arithmetic, --time-limit, --wrong, --out and --figures")
    }
    if steps, check != nil || out != nil || wrong || figures != nil {
      throw ValidationError("--steps makes a table only: leave out --check, --wrong, --out and --figures")
    }
  }

  mutating func run() throws {
    if let check { return try self.check(check) }
    if steps { return try certifySteps() }
    let argument = checkpoint
    let checkpoint = try checkpoint.readFinite(toWrite: out.map { [$0] } ?? [])
    let status = StudyStatus("questions", isQuiet: quiet.quiet)
    defer { status.clear() }
    let signals = StopSignals()
    let certificate = try Certificate(
      checkpoint.model, arithmetic: arithmetic ?? .real, timeLimit: .seconds(timeLimit ?? 60), threads: threads.count,
      counts: wrong, progress: status.tell, until: { signals.hasCome })
    status.clear()
    let result = StudyResult(certificate, of: checkpoint)
    let drawn = try figures.map { try draw(certificate, of: checkpoint, argument, to: $0) }
    if let out {
      let subject = CertificateFile.Subject(name: checkpoint.name, weightsSHA256: checkpoint.weightsSHA256.hex)
      try AtomicFile.write(try certificate.fileText(of: subject), to: out)
    }
    let written = [out.map { "Certificate: \($0)" }, drawn].compactMap(\.self)
    try json.print(
      result,
      orText: certificate.text(of: checkpoint)
        + (written.isEmpty || quiet.quiet ? "" : "\n\n" + written.joined(separator: "\n")))
    if signals.hasCome {
      throw StoppedBySignal(exitCode: signals.exitCode, description: "stopped; this is what was known by then")
    }
  }

  private func certifySteps() throws {
    let status = StudyStatus("steps", isQuiet: quiet.quiet)
    defer { status.clear() }
    let course = try MarginCourse(
      of: RunFolder(checkpoint.checkpoint), arithmetic: arithmetic ?? .real, timeLimit: .seconds(timeLimit ?? 60),
      threads: threads.count, progress: status.tell)
    status.clear()
    try json.print(course, orText: course.text)
  }

  private func check(_ path: String) throws {
    let checkpoint = try checkpoint.readFinite()
    let certificate = try CertificateFile(text: InputFile.read(path, upTo: CertificateFile.largestSize))
    let status = StudyStatus("questions", isQuiet: quiet.quiet)
    defer { status.clear() }
    let start = ContinuousClock.now
    try certificate.check(
      checkpoint.model, weightsSHA256: checkpoint.weightsSHA256.hex, threads: threads.count, progress: status.tell)
    status.clear()
    let checked = CheckedCertificate(certificate, seconds: (ContinuousClock.now - start) / .seconds(1))
    try json.print(StudyResult(checked, of: checkpoint), orText: checked.text(of: checkpoint))
  }
}
