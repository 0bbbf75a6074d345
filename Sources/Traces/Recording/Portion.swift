import Addition
import Lanes
import Transformer

/// What a thread computes before it writes: a chunk of every array, and the problems' columns.
///
/// A portion belongs to one thread, which fills it again and again.
final class Portion<V: LaneVector> {
  /// Room for one chunk, and for what its encoding makes of it where that is something else.
  private struct Buffer {
    let array: RecordedArray
    let reader: ArrayReader<V>
    let chunk: UnsafeMutableRawBufferPointer
    let output: UnsafeMutableRawBufferPointer
  }

  private let recording: TraceRecording
  private let sequence: TraceDimension
  private let pass: Pass<V>
  private let weights: WeightStore<V.Scalar>
  private let encoder: ChunkEncoder
  private let buffers: [Buffer]
  private var weightGradient: [V.Scalar]
  private var answers: [UInt64?] = []
  private var tokens: [UInt8] = []

  init(
    _ recording: TraceRecording, _ arrays: [RecordedArray], rows: Int, _ program: Program, _ weights: WeightStore<V.Scalar>
  ) {
    self.recording = recording
    self.weights = weights
    sequence = recording.sequence(of: program)
    pass = Pass<V>(program, gradients: recording.gradients ? .activations : .none)
    weightGradient = [V.Scalar](repeating: 0, count: recording.gradients ? program.valueCount : 0)
    encoder = ChunkEncoder(recording.compression)
    buffers = arrays.map { array in
      let reader = ArrayReader<V>(array, in: program, recording.precision)
      let bytes = rows * reader.rowBytes + ChunkEncoder.checksumBytes
      func memory(_ bytes: Int) -> UnsafeMutableRawBufferPointer { .allocate(byteCount: bytes, alignment: 64) }
      return Buffer(
        array: array, reader: reader, chunk: memory(bytes), output: memory(recording.compression == .none ? 0 : bytes))
    }
  }

  deinit {
    for buffer in buffers {
      buffer.chunk.deallocate()
      buffer.output.deallocate()
    }
  }

  /// The activations of problems that would not fit one portion are of several.
  /// - Parameter numbers: the problems' numbers in the trace.
  /// - Throws: `TraceError.notFinite`.
  func compute(_ problems: Slice<ProblemSuite>, numbers: Range<Int>) throws(TraceError) {
    answers.removeAll(keepingCapacity: true)
    tokens.removeAll(keepingCapacity: true)
    for first in stride(from: 0, to: problems.count, by: V.laneCount) {
      run(problems.dropFirst(first).prefix(V.laneCount), row: first)
    }
    let names = pass.program.architecture.format.positionLabels
    for buffer in buffers {
      let bytes = buffer.reader.rowBytes
      let rows = UnsafeRawBufferPointer(rebasing: buffer.chunk[..<(problems.count * bytes)])
      let failure = Finiteness.firstFailure(
        in: rows, rowBytes: bytes, recording.precision, checking: buffer.array.finite)
      guard let failure else { continue }
      let name = (buffer.array.kind == .gradient ? "the gradient at " : "") + buffer.array.hook.name
      throw .notFinite(
        hook: name, problem: numbers.lowerBound + failure.row,
        position: names[buffer.array.places[failure.place].position], precision: recording.precision)
    }
  }

  /// Runs a block and reads it into every chunk from a row on.
  private func run(_ block: Slice<ProblemSuite>, row: Int) {
    pass.load(block)
    var generated: BlockAnswers<V>?
    if recording.pass == .generated { generated = pass.decode(weights) }
    pass.forward(weights)
    if recording.gradients { runBackward() }
    for buffer in buffers {
      buffer.reader.read(pass, into: UnsafeMutableRawBufferPointer(rebasing: buffer.chunk[(row * buffer.reader.rowBytes)...]))
    }
    appendTokens(of: block)
    if let generated {
      answers += generated
    } else if isAllRight {
      answers += block.lazy.map(\.sum)
    } else {
      answers += pass.decode(weights)
    }
  }

  private func runBackward() {
    let targets = pass.program.architecture.format.targetCount
    weightGradient.withUnsafeMutableBufferPointer { gradient in
      guard let start = gradient.baseAddress else { return }
      start.update(repeating: 0, count: gradient.count)
      pass.backward(weights, weight: 1 / V.Scalar(targets), gradient: start)
    }
  }

  /// Whether decoding would give the true answers. It reads the model's own digits, which are the true ones up to the first
  /// that is wrong: a teacher-forced pass that predicts all of them has decoded.
  private var isAllRight: Bool {
    let first = pass.program.firstAnswerPosition
    var right = V(repeating: 0)
    for place in 0..<Problem.sumDigits { right += pass.hits(at: first + place) }
    return right.laneSum == V.Scalar(Problem.sumDigits * pass.count)
  }

  /// The tokens that the model has read, a row a problem.
  private func appendTokens(of block: Slice<ProblemSuite>) {
    let format = pass.program.architecture.format
    let start = tokens.count
    for problem in block { tokens += format.input(of: problem) }
    guard recording.pass == .generated else { return }
    for position in format.promptLength..<pass.program.positions where position - format.promptLength < Problem.sumDigits {
      let own = pass.mostLikelyToken(at: position - 1)
      for lane in 0..<block.count { tokens[start + lane * format.inputLength + position] = UInt8(own[lane]) }
    }
  }

  // MARK: - Writing

  /// The problems computed last, as the trace tells about them.
  func columns(of problems: Slice<ProblemSuite>) -> TraceProblems {
    TraceProblems(problems, answers: answers, tokens: tokens, sequence: sequence)
  }

  /// Encodes what was computed last, as whole chunks.
  /// - Parameter problems: how many there are; the rest of a chunk is zero.
  func encode(problems: Int) -> [ChunkEncoder.Encoded] {
    buffers.map { buffer in
      let used = problems * buffer.reader.rowBytes
      buffer.chunk[used...].withMemoryRebound(to: UInt8.self) { $0.update(repeating: 0) }
      return encoder.encode(buffer.chunk, elementBytes: recording.precision.elementType.size, into: buffer.output)
    }
  }

  /// The rows of an array computed last.
  func rows(_ index: Int, problems: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: buffers[index].chunk[..<(problems * buffers[index].reader.rowBytes)])
  }
}
