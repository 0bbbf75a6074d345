import Arguments
import Traces
import Transformer

extension TracePrecision: ExpressibleByArgument {}

/// What a dump records, and how: `@OptionGroup var recorded: RecordingOptions`.
struct RecordingOptions: ParsableArguments {
  /// How arrays are compressed.
  enum Codec: String, CaseIterable, ExpressibleByArgument {
    case deflate, zstd
  }

  @Option(help: ArgumentHelp("Which hooks to record, with commas between.", valueName: "GLOB,...")) var hooks = "*"
  @Option(
    help: ArgumentHelp(
      "Which positions, such as 'Z*', X0..X3, = or 22..32, with commas between. (default: all)", valueName: "LIST"))
  var positions: String?
  @Option(help: "The numbers' format; float64 runs the exact engine.") var dtype = TracePrecision.float32
  @Flag(help: "Let the model read its own answer instead of the true one.") var generate = false
  @Flag(help: "Record the loss's gradient at every hook, too.") var gradients = false
  @Option(
    help: ArgumentHelp("Compress: 1 (fast) to 9 (small), for zstd to 19. (default: not)", valueName: "LEVEL")) var compress: Int?
  @Option(help: "How to compress; h5py reads zstd only with hdf5plugin.") var codec = Codec.deflate

  func validate() throws {
    let greatest = codec == .deflate ? 9 : 19
    if let compress, !(1...greatest).contains(compress) {
      throw ValidationError("--compress must be in 1...\(greatest) and is \(compress)")
    }
    if codec != .deflate, compress == nil {
      throw ValidationError("--codec \(codec.rawValue) compresses nothing without a level; add --compress 3, say")
    }
  }

  /// The recording of a model.
  func recording(of program: Program) throws -> TraceRecording {
    var recording = TraceRecording()
    recording.hooks = try program.hooks(matching: hooks)
    recording.positions = try positions.map { try program.positions(matching: $0) }
    recording.precision = dtype
    recording.pass = generate ? .generated : .teacherForced
    recording.gradients = gradients
    if let compress {
      recording.compression = codec == .deflate ? .deflate(level: compress) : .zstandard(level: compress)
    }
    return recording
  }
}
