/// Where a trace comes from: enough to make it again.
///
/// Stored twice at the file's root: as one attribute of text a fact, for other readers, and together as JSON under HDF5's
/// checksum of metadata, which is what `TraceReader` reads.
public struct TraceProvenance: Codable, Equatable, Sendable {
  /// What the model is called.
  public var model: String?
  /// The architecture as JSON.
  public var architecture: String
  /// SHA-256 of the weights, in hexadecimal.
  public var weightsSHA256: String
  /// The name of the recipe the model was trained by.
  public var recipe: String?
  /// The training step the weights are of.
  public var step: String?
  /// What was changed while the model ran, as JSON; nil where nothing was.
  public var interventions: String?
  /// In words which problems were run, such as `1,000 problems of suite uniform, seed 1`; one line for each recording.
  public var problemSource: String?
  /// The name of the suite the problems are of, if they are of one.
  public var suite: String?
  /// The seed the problems were drawn with, if they were drawn.
  public var seed: UInt64?
  /// How the model was run: `teacher-forced`, where the true answer's digits were fed to it, or `generated`, its own.
  public var pass: String?
  /// The command that wrote the trace; one line for each recording.
  public var commandLine: String
  /// The version of CarryScope, or of the program, that wrote it.
  public var version: String

  /// Gathers the facts.
  public init(
    model: String? = nil, architecture: String, weightsSHA256: String, recipe: String? = nil, step: String? = nil,
    interventions: String? = nil, problemSource: String? = nil, suite: String? = nil, seed: UInt64? = nil,
    pass: String? = nil, commandLine: String, version: String
  ) {
    self.model = model
    self.architecture = architecture
    self.weightsSHA256 = weightsSHA256
    self.recipe = recipe
    self.step = step
    self.interventions = interventions
    self.problemSource = problemSource
    self.suite = suite
    self.seed = seed
    self.pass = pass
    self.commandLine = commandLine
    self.version = version
  }

  private enum CodingKeys: String, CodingKey {
    case model, architecture
    case weightsSHA256 = "weights_sha256"
    case recipe, step, interventions
    case problemSource = "problem_source"
    case suite, seed, pass
    case commandLine = "command_line"
    case version = "carryscope_version"
  }

  /// The facts that are text, under the names of their attributes.
  var texts: [(name: String, text: String)] {
    let all: [(CodingKeys, String?)] = [
      (.model, model), (.version, version), (.commandLine, commandLine), (.architecture, architecture),
      (.weightsSHA256, weightsSHA256), (.recipe, recipe), (.step, step), (.interventions, interventions),
      (.problemSource, problemSource), (.suite, suite), (.pass, pass),
    ]
    return all.compactMap { key, text in text.map { (key.rawValue, $0) } }
  }
}
