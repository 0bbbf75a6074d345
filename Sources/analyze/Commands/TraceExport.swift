import Addition
import Arguments
import Traces

struct TraceExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a part of a trace as CSV or for NumPy.",
    discussion: """
      The file's ending says how: .csv is a line a value with the labels of its place, .npz an array [problem, ...] a hook. \
      In lists, * stands for any letters and .. for everything between two labels or numbers.
      """,
    examples: [
      .init("analyze trace export trace.h5 --hook logits --positions = --out logits.csv", "What decides the first digit."),
      .init(
        "analyze trace export trace.h5 --hook '*hook_pattern' --positions 'Z*' --problems 0..99 --out pattern.npz",
        "Attention of the answer, for a hundred problems."),
    ])

  @Argument(help: "The trace.") var file: String
  @Option(help: ArgumentHelp("Which hooks, with commas between.", valueName: "GLOB,...")) var hook = "*"
  @Flag(help: "Export gradients instead of activations.") var gradients = false
  @Option(help: ArgumentHelp("The problems' numbers, such as 7 or 0..99. (default: all)", valueName: "RANGE")) var problems:
    String?
  @Option(help: ArgumentHelp("Positions, for attention queries: Z*, X0..X3, = or 22. (default: all)", valueName: "LIST"))
  var positions: String?
  @Option(help: ArgumentHelp("Features, for attention keys, in the same way. (default: all)", valueName: "LIST"))
  var features: String?
  @Option(help: ArgumentHelp("The file to write: .csv or .npz.", valueName: "FILE")) var out: String

  func validate() throws {
    guard out.hasSuffix(".csv") || out.hasSuffix(".npz") else {
      throw ValidationError("--out must end in .csv or .npz and is '\(out)'")
    }
    _ = try range()
  }

  mutating func run() throws {
    var selection = TraceSelection()
    (selection.hooks, selection.gradients, selection.problems) = (hook, gradients, try range())
    (selection.positions, selection.features) = (positions, features)
    let reader = try TraceReader.open(file)
    let count = try out.hasSuffix(".csv") ? reader.exportCSV(selection, to: out) : reader.exportNPZ(selection, to: out)
    print("\(out): \(grouped(count)) values")
  }

  /// `7` and `0..99` as ranges; both ends belong to them.
  private func range() throws -> Range<Int>? {
    guard let problems else { return nil }
    let ends = problems.split(separator: "..", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first >= 0, last >= first,
      last < Int.max
    else { throw ValidationError("--problems must be a number or two with '..' between and is '\(problems)'") }
    return first..<last + 1
  }
}
