import Addition
import Checkpoints
import Files
import Lanes
import Transformer

/// Runs a model over problems and writes what it computes at the chosen hooks to a trace.
///
/// The activations are of the teacher-forced pass: the true answer's digits are the input, and all positions are computed.
/// The answers, on the other hand, come from greedy decoding, in which the model reads its own digits. Where it answers
/// rightly the two are the same computation.
public enum TraceRecorder {
  /// What a thread computes before it writes: enough to make handing over cheap, little enough to stay in the caches.
  private static let slabBytes = 2 << 20

  /// Records a trace.
  ///
  /// Measured on a 2-core AVX-512 machine: all 22 hooks of the 777-parameter model cost 0.23 s of one core for 10,000 problems
  /// (276 MB), of which the checksums take a quarter, the forward passes and the turning of lanes into arrays less than that,
  /// and the operating system half.
  ///
  /// Every thread computes slabs of problems and waits for its turn to write them, so that one writes while the others
  /// compute. The file is the same, byte by byte, for any number of threads. Memory: a few megabytes a thread, and about
  /// a hundred bytes a problem.
  ///
  /// - Parameters:
  ///   - problems: at least one.
  ///   - hooks: those of `checkpoint.model.program` to record, as `Program.hooks(matching:)` selects them; nil for all.
  ///   - path: where the trace will stand; a file there is replaced when the new one is whole.
  ///   - seed: what the problems were drawn with, for the record.
  ///   - commandLine: what the user typed, for the record.
  ///   - version: CarryScope's, for the record.
  ///   - shouldStop: asked every few problems, from any of the threads.
  /// - Throws: `TraceError.description` for no problems or a model with interventions, `.output` or `.storage` if the file
  ///   cannot be written, `.stopped` if it was to be stopped; then nothing is left at `path`, or what stood there before.
  @discardableResult
  public static func record(
    _ checkpoint: Checkpoint, problems: ProblemSuite, hooks: [HookPoint]? = nil, to path: String,
    compression: TraceCompression = .none, threads: Int = 1, seed: UInt64? = nil, commandLine: String, version: String,
    until shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws(TraceError) -> RecordedTrace {
    let model = checkpoint.model
    let program = model.program
    if program.isIntervened {
      throw .description("the model has interventions, and a trace does not tell which; record the model without them")
    }
    // First, so that a place that cannot be written is known before anything is computed.
    let pending = try TraceError.output { () throws(FileError) in try PendingFile(for: path) }
    let readers = (hooks ?? program.hooks).map { ActivationReader($0, in: program) }
    let answers = model.forEachBlock(of: problems, threads: threads, isLean: true, initial: [UInt64?]()) {
      pass, weights, _, answers in
      if !shouldStop() { answers += pass.decode(weights) }
    }.flatMap { $0 }
    guard answers.count == problems.count else { throw .stopped }
    let description = TraceDescription(
      provenance: TraceProvenance(
        architecture: model.architecture.json, weightsSHA256: checkpoint.weightsSHA256.description,
        commandLine: commandLine, version: version, suite: problems.name, seed: seed, pass: "teacher-forced"),
      problems: TraceProblems(problems, answers: answers, format: model.architecture.format),
      hooks: readers.map { TraceHook($0.hook, in: program) })
    let writer = try TraceWriter(pending, description, compression)
    let problemBytes = readers.reduce(0) { $0 + $1.valuesPerProblem } * MemoryLayout<Float>.size
    // Whole blocks, and not so many that threads stay idle because a trace of few hooks is one slab.
    let blocks = min(max(slabBytes / max(1, problemBytes * Lane.laneCount), 1), 16)
    let slabProblems = blocks * Lane.laneCount
    let queue = SlabQueue(writer, problems: problems.count, slabProblems: slabProblems, shouldStop: shouldStop)
    let store = WeightStore(program, parameters: model.weights)
    Parallel.run(workers: max(1, min(threads, queue.slabCount))) { _ in
      let pass = Pass<Lane>(program)
      let slab = Slab(readers, problems: slabProblems)
      while let range = queue.next() {
        slab.compute(problems[range], pass, store)
        queue.write(slab, problems: range)
      }
    }
    let bytes = try queue.finish()
    return RecordedTrace(
      hooks: readers.count, problems: problems.count,
      correct: Proportion(zip(problems, answers).count { $0.sum == $1 }, of: problems.count),
      activationBytes: problemBytes * problems.count, fileBytes: bytes)
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
  /// The size of all activations, before compression.
  public let activationBytes: Int
  /// The size of the file.
  public let fileBytes: Int
}
