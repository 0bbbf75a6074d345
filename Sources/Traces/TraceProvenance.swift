/// Where a trace comes from: enough to make it again. Stored as attributes of the file's root.
public struct TraceProvenance: Equatable, Sendable {
  /// The architecture as JSON.
  public var architecture: String
  /// SHA-256 of the weights, in hexadecimal.
  public var weightsSHA256: String
  /// The command that wrote the trace.
  public var commandLine: String
  /// The version of CarryScope that wrote it.
  public var version: String
  /// The name of the suite the problems are of, if they are of one.
  public var suite: String?
  /// The seed the problems were drawn with, if they were drawn.
  public var seed: UInt64?
  /// How the model was run, such as `teacher-forced`: the true answer's digits were fed to it.
  public var pass: String?

  /// Gathers the facts.
  public init(
    architecture: String, weightsSHA256: String, commandLine: String, version: String, suite: String? = nil,
    seed: UInt64? = nil, pass: String? = nil
  ) {
    self.architecture = architecture
    self.weightsSHA256 = weightsSHA256
    self.commandLine = commandLine
    self.version = version
    self.suite = suite
    self.seed = seed
    self.pass = pass
  }
}
