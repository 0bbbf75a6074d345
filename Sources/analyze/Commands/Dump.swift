import Addition
import Arguments
import Checkpoints
import Foundation
import Reports
import Shell
import Traces
import Transformer

struct Dump: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Record what a model computes to an HDF5 file.",
    discussion: """
      The file holds the activations at the chosen hooks and positions; the problems with their carries and the model's \
      answers; and the model's weights. h5py, xarray and netCDF read it, with named and labelled dimensions; \
      notebooks-md/trace-format.md tells how. `analyze inspect` lists the hooks; in --hooks and --positions, * stands for any \
      letters. `analyze trace` shows what a file holds.
      """,
    examples: [
      .init("analyze dump checkpoints/microadder-57p --out trace.h5", "Everything, of 1,000 uniform problems."),
      .init(
        "analyze dump checkpoints/microadder-57p --out attention.h5 --suite carry --hooks 'blocks.*.attn.*,logits'",
        "Attention and logits, for carry chains of every length."),
      .init(
        "analyze dump checkpoints/microadder-57p --out answer.h5 --positions '=,Z*' --generate --dtype float16",
        "Where the model answers, along its own answer, in half the bytes."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @Option(help: ArgumentHelp("Where the trace is written; a file there is replaced, or added to.", valueName: "FILE"))
  var out: String
  @Option(help: "AdderBoard's 10,010 sums, uniform operands, or equal parts for each length of the longest carry chain.")
  var suite = SuiteKind.uniform
  @Option(help: "How many problems, up to 100,000,000; for uniform and carry. (default: 1,000)") var count: Int?
  @Option(help: "Which problems; for uniform and carry. (default: 1)") var seed: UInt64?
  @OptionGroup var recorded: RecordingOptions
  @Flag(help: "Add the problems to the trace that is there.") var append = false
  @OptionGroup var threads: ThreadsOption

  func validate() throws {
    if !suite.isSized, count != nil || seed != nil {
      let option = count != nil ? "--count" : "--seed"
      throw ValidationError("\(option) does not go with adderboard, which is fixed; leave it or --suite out")
    }
    if let count, !(1...100_000_000).contains(count) {
      throw ValidationError("--count must be in 1...100,000,000 and is \(count)")
    }
    if out == "-" {
      throw ValidationError("a trace is written here and there, not from front to back: --out must name a file, not '-'")
    }
  }

  mutating func run() throws {
    let checkpoint = try checkpoint.read()
    let trace = try record(checkpoint)
    let hooks = trace.hooks == 1 ? "1 hook" : "\(trace.hooks) hooks"
    let problems = trace.problems == 1 ? "1 problem" : "\(grouped(trace.problems)) \(append ? "more " : "")problems"
    print("\(out): \(hooks) of \(problems), \(sizeText(trace.fileBytes))")
  }

  /// Records until a signal comes; then nothing is left behind.
  private func record(_ checkpoint: Checkpoint) throws -> RecordedTrace {
    let signals = StopSignals()
    let (progress, path) = (WorkProgress(), out)
    defer { progress.clear() }
    do {
      return try TraceRecorder.record(
        checkpoint, problems: suite.suite(count: count ?? 1000, seed: seed ?? 1),
        as: recorded.recording(of: checkpoint.model.program), to: out, isAppended: append, threads: threads.count,
        from: .init(seed: suite.isSized ? seed ?? 1 : nil, commandLine: commandLine, version: CarryScope.version),
        progress: { step in progress.show { step.line(path, seconds: $0) } }, until: { signals.hasCome })
    } catch TraceError.stopped {
      throw StoppedBySignal(exitCode: signals.exitCode, description: "stopped; nothing was written to \(out)")
    }
  }

  /// What was typed, such that a shell reads the same again.
  private var commandLine: String {
    (["analyze"] + CommandLine.arguments.dropFirst()).map(shellWord).joined(separator: " ")
  }
}

extension TraceRecorder.Progress {
  /// Problems, speed and time left.
  fileprivate func line(_ path: String, seconds: Double) -> String {
    let pace = StatusLine.pace(
      done: bytes / 1_000_000, left: bytes / max(problems, 1) * (total - problems) / 1_000_000, unit: "MB", seconds: seconds)
    return [path, "\(grouped(problems)) of \(grouped(total)) problems", pace].compactMap(\.self).joined(separator: "  ")
  }
}

/// Bytes, kB, MB or GB of 1,000, with one decimal.
func sizeText(_ bytes: Int) -> String {
  var (value, unit) = (Double(bytes), "bytes")
  for next in ["kB", "MB", "GB"] where value >= 1000 { (value, unit) = (value / 1000, next) }
  return unit == "bytes" ? "\(bytes) bytes" : "\((value * 10).rounded() / 10) \(unit)"
}

extension HookSelectionError: ExitCodeProviding {
  /// 64: hooks are typed.
  public var exitCode: ExitCode { .usage }
}

extension LabelSelectionError: ExitCodeProviding {
  /// 64: labels are typed.
  public var exitCode: ExitCode { .usage }
}
