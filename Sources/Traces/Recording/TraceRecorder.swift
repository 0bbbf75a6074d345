import Addition
import Checkpoints
import Files
import Lanes
import Transformer

/// Runs a model over problems and writes what it computes at the chosen hooks to a trace.
///
/// The answers come from greedy decoding, in which the model reads its own digits, whatever it reads for the activations.
/// Where it answers rightly, the two are the same computation.
///
/// Every thread computes a portion of problems: a chunk of every array, compressed and checksummed. It then waits for its turn
/// to write it, so that one writes while the others compute. The file is the same, byte by byte, for any number of threads.
/// Memory: some ten megabytes a thread, however many the problems are.
public enum TraceRecorder {
  /// Where a recording comes from, for the record: what the recorder cannot know by itself.
  public struct Origin: Sendable {
    /// In words which problems these are; nil for the suite's own words.
    public var problemSource: String?
    /// What they were drawn with.
    public var seed: UInt64?
    /// What the user typed.
    public var commandLine: String
    /// CarryScope's version.
    public var version: String

    /// Gathers the facts.
    public init(problemSource: String? = nil, seed: UInt64? = nil, commandLine: String, version: String) {
      self.problemSource = problemSource
      self.seed = seed
      self.commandLine = commandLine
      self.version = version
    }
  }

  /// How far a recording is.
  public struct Progress: Sendable {
    /// Problems written, and all of them.
    public let problems, total: Int
    /// The size of the values written, before compression.
    public let bytes: Int
  }

  /// Records a trace.
  ///
  /// - Parameters:
  ///   - problems: at least one.
  ///   - path: where the trace will stand; a file there is replaced when the new one is whole.
  ///   - isAppended: whether the problems are added to the trace that stands there. It must be of the same weights, hooks and
  ///     precision. The file is copied, and the copy put in its place when it is whole.
  ///   - progress: told after every portion, from any of the threads.
  ///   - shouldStop: asked at every portion, from any of the threads.
  /// - Throws: `TraceError.description` for no problems, positions that are none, gradients under interventions, or
  ///   interventions that need a donor or fit no hook; `.notFinite` for values that are not finite; `.differs` and what
  ///   `TraceReader.open` throws for a trace that cannot be appended to; `.output` or `.storage` if the file cannot be written;
  ///   `.stopped` if it was to be stopped. Then nothing is left at `path`, or what stood there before.
  @discardableResult
  public static func record(
    _ checkpoint: Checkpoint, problems: ProblemSuite, as recording: TraceRecording = TraceRecording(), to path: String,
    isAppended: Bool = false, threads: Int = 1, from origin: Origin,
    progress: @escaping @Sendable (Progress) -> Void = { _ in }, until shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws(TraceError) -> RecordedTrace {
    let model = try recording.model(of: checkpoint)
    let arrays = RecordedArray.all(of: recording, in: model.program)
    let description = TraceDescription(
      provenance: recording.provenance(of: checkpoint, problems, origin),
      problems: TraceProblems(sequence: recording.sequence(of: model.program)), problemCount: problems.count,
      hooks: arrays.filter { $0.kind == .activation }.map(\.description),
      gradients: arrays.filter { $0.kind == .gradient }.map(\.description), precision: recording.precision,
      model: isAppended ? [] : TraceTensor.all(of: checkpoint.model))
    // First, so that a place that cannot be written is known before anything is computed.
    let pending = try TraceError.output { () throws(FileError) in try PendingFile(for: path) }
    let writer: TraceWriter
    do {
      writer =
        isAppended
        ? try TraceWriter.append(to: pending, description, recording.compression)
        : try TraceWriter.create(pending, description, recording.compression)
    } catch {
      // Whoever stops a recording may remove its file.
      throw shouldStop() ? .stopped : error
    }
    let rowsPerChunk = writer.arrays.first?.rowsPerChunk ?? Lane.laneCount
    // A trace that is appended to stays compressed as it was.
    var recording = recording
    recording.compression = writer.compression
    let queue = PortionQueue(writer, problems: problems.count, rowsPerChunk: rowsPerChunk, shouldStop: shouldStop)
    let run = Run(
      recording: recording, arrays: arrays, program: model.program, problems: problems, rows: rowsPerChunk, queue: queue,
      progress: progress)
    let correct =
      recording.precision == .float64
      ? run(ExactLane.self, WeightStore(model.program, parameters: model.weights.map(Double.init)), threads: threads)
      : run(Lane.self, WeightStore(model.program, parameters: model.weights), threads: threads)
    let bytes = try queue.finish()
    return RecordedTrace(
      hooks: description.hooks.count, problems: problems.count, correct: Proportion(correct, of: problems.count),
      activationBytes: run.problemBytes * problems.count, fileBytes: bytes)
  }
}

/// What was recorded.
public struct RecordedTrace: Sendable {
  /// How many hooks.
  public let hooks: Int
  /// How many problems.
  public let problems: Int
  /// How many of them the model answers rightly.
  public let correct: Proportion
  /// The size of all activations and gradients, before compression.
  public let activationBytes: Int
  /// The size of the file.
  public let fileBytes: Int
}
