import Addition
import Arguments
import Checkpoints
import Files
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
  @Option(
    help: ArgumentHelp(
      "Where the trace is written; a file there is replaced, or added to.", valueName: "FILE", completion: .files))
  var out: String
  @OptionGroup var problems: ProblemOptions<RecordedProblems>
  @OptionGroup var changes: InterventionOptions
  @OptionGroup var recorded: RecordingOptions
  @Flag(help: "Add the problems to the trace that is there.") var append = false
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    if out == "-" {
      throw ValidationError("a trace is written here and there, not from front to back: --out must name a file, not '-'")
    }
  }

  mutating func run() throws {
    let checkpoint = try checkpoint.read(toWrite: [out], reading: problems.files + changes.files)
    let trace = try record(checkpoint)
    let hooks = trace.hooks == 1 ? "1 hook" : "\(trace.hooks) hooks"
    let problems = trace.problems == 1 ? "1 problem" : "\(grouped(trace.problems)) \(append ? "more " : "")problems"
    quiet.print("\(out): \(hooks) of \(problems), \(sizeText(trace.fileBytes))")
  }

  /// Records until a signal comes; then nothing is left behind.
  private func record(_ checkpoint: Checkpoint) throws -> RecordedTrace {
    let suite = try problems.read()
    var checkpoint = checkpoint
    checkpoint.model = try checkpoint.model.setting(changes.weightEdits())
    var recording = try recorded.recording(of: checkpoint.model.program)
    recording.interventions = try changes.interventions(of: checkpoint.model.program)
    if recorded.gradients, !recording.interventions.isEmpty {
      throw ValidationError("--gradients does not go with --intervene: a changed model has no backward pass; leave one out")
    }
    // Without its file, what a long trace has still to bring to the disk need not get there.
    let signals = StopSignals { PartialFiles.removeOwn() }
    let (progress, path) = (WorkProgress(), out)
    defer { progress.clear() }
    do {
      return try TraceRecorder.record(
        checkpoint, problems: suite, as: recording, to: out, isAppended: append, threads: threads.count,
        from: .init(seed: suite.seed, commandLine: commandLine, version: Version.current),
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
