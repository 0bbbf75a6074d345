import Addition
import Arguments
import Interpretability
import Traces

/// Which problems lend their activations: `@OptionGroup var donors: DonorOptions`.
struct DonorOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A trace or a file of problems that others' activations and means are of. (default: a sample like the problems)",
      valueName: "FILE", completion: .files))
  var donors: String?

  /// The file that is read; standard input is none.
  var files: [String] { donors.map { $0 == "-" ? [] : [$0] } ?? [] }

  /// The options as words of a command that asks for the same.
  var words: [String] { donors.map { ["--donors", $0] } ?? [] }

  /// The problems; nil where the user named none.
  /// - Throws: `ValidationError` for an ablation that has no use for them, or a standard input that is read already.
  func read(for kind: Ablation, beside problems: String?) throws -> ProblemSuite? {
    guard let donors else { return nil }
    guard kind != .zero else { throw ValidationError("--donors does not go with --kind zero, which replaces by nothing") }
    guard donors != "-" || problems != "-" else {
      throw ValidationError("--problems and --donors cannot both be standard input; give one of them in a file")
    }
    return try ProblemSource.file(donors).suite { path in try TraceReader.problems(of: path) }
  }
}

/// What `--donors` came to, for programs: enough to repeat the study without the file.
struct DrawnDonors: Encodable {
  /// Where the donors are from.
  let source: ProblemSource
  /// The donor of every problem, in the problems' order.
  let sums: [Problem]

  init(from sample: ProblemSuite, for count: Int) {
    let donors = Donors(from: sample)
    source = donors.source
    sums = (0..<count).map(donors.donor(of:))
  }
}
