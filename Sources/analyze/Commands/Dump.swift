import Addition
import Arguments
import Checkpoints
import Reports
import Shell
import Traces
import Transformer

struct Dump: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Record what a model computes to an HDF5 file.",
    discussion: """
      The file holds the activations at the chosen hooks, at all positions, with the true answer fed to the model; the \
      problems with their carries; and the model's own answers. h5py, xarray and netCDF read it, with named and labelled \
      dimensions. `analyze inspect` lists the hooks; in --hooks, * stands for any letters.
      """,
    examples: [
      .init("analyze dump checkpoints/microadder-57p --out trace.h5", "Everything, of 1,000 uniform problems."),
      .init(
        "analyze dump checkpoints/microadder-57p --out attention.h5 --suite carry --hooks 'blocks.*.attn.*,logits'",
        "Attention and logits, for carry chains of every length."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @Option(help: ArgumentHelp("Where the trace is written; a file there is replaced.", valueName: "FILE", completion: .files))
  var out: String
  @OptionGroup var problems: ProblemOptions<RecordedProblems>
  @Option(help: ArgumentHelp("Which hooks to record, with commas between.", valueName: "GLOB,...")) var hooks = "*"
  @Option(help: ArgumentHelp("Deflate the activations: 1 (fast) to 9 (small). (default: not)", valueName: "LEVEL"))
  var compress: Int?
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    if let compress, !(1...9).contains(compress) {
      throw ValidationError("--compress must be in 1...9 and is \(compress)")
    }
  }

  mutating func run() throws {
    let checkpoint = try checkpoint.read(toWrite: [out], reading: problems.files)
    let trace = try record(checkpoint)
    let hooks = trace.hooks == 1 ? "1 hook" : "\(trace.hooks) hooks"
    let problems = trace.problems == 1 ? "1 problem" : "\(grouped(trace.problems)) problems"
    quiet.print("\(out): \(hooks) of \(problems), \(size(trace.fileBytes))")
  }

  /// Records until a signal comes; then nothing is left behind.
  private func record(_ checkpoint: Checkpoint) throws -> RecordedTrace {
    let suite = try problems.read()
    let signals = StopSignals()
    do {
      return try TraceRecorder.record(
        checkpoint, problems: suite,
        hooks: try checkpoint.model.program.hooks(matching: hooks), to: out,
        compression: compress.map { .deflate(level: $0) } ?? .none, threads: threads.count,
        seed: suite.seed, commandLine: commandLine, version: Version.current,
        until: { signals.hasCome })
    } catch TraceError.stopped {
      throw StoppedBySignal(exitCode: signals.exitCode, description: "stopped; nothing was written to \(out)")
    }
  }

  /// What was typed, such that a shell reads the same again.
  private var commandLine: String {
    (["analyze"] + CommandLine.arguments.dropFirst()).map(shellWord).joined(separator: " ")
  }

  /// In bytes, kB, MB or GB of 1,000, with one decimal.
  private func size(_ bytes: Int) -> String {
    var (value, unit) = (Double(bytes), "bytes")
    for next in ["kB", "MB", "GB"] where value >= 1000 { (value, unit) = (value / 1000, next) }
    return unit == "bytes" ? "\(bytes) bytes" : "\((value * 10).rounded() / 10) \(unit)"
  }
}

extension HookSelectionError: ExitCodeProviding {
  /// 64: hooks are typed.
  public var exitCode: ExitCode { .usage }
}
