import Files

extension ProblemSource {
  /// Reads the problems of a trace, given its path: a room above this one does.
  public typealias TraceReading = (_ path: String) throws -> [Problem]

  /// The problems. Of a file of pairs, the clean ones.
  ///
  /// - Parameter traces: reads a trace, if the file is one.
  /// - Throws: `FileError` for a file that is not there (`missing`) or holds something else (`badData`, with the line); what
  ///   `traces` throws.
  public func suite(traces: TraceReading? = nil) throws -> ProblemSuite { try pairs(traces: traces).clean }

  /// The problems, each with a corrupted one: those of the file, or where none are given, made by
  /// `ProblemPair.init(changingACarryOf:_:)`.
  ///
  /// - Throws: as `suite(traces:)`.
  public func pairs(traces: TraceReading? = nil) throws -> ProblemPairs {
    switch self {
    case .adderBoard: ProblemPairs(changingACarryOf: .adderBoard)
    case .uniform(let count, let seed): ProblemPairs(changingACarryOf: .uniform(count: count, seed: seed))
    case .carry(let count, let seed): ProblemPairs(changingACarryOf: .carry(count: count, seed: seed))
    case .sums(let problems): ProblemPairs(changingACarryOf: ProblemSuite(sums: problems))
    case .file(let path, _): try Self.read(path, traces)
    case .list(let name, _):
      throw FileError(
        .missing, path: name, problem: "a program made these problems and did not keep them", remedy: "give them in a file")
    }
  }

  private static func read(_ path: String, _ traces: TraceReading?) throws -> ProblemPairs {
    switch try ProblemFile.read(path) {
    case .problems(let file):
      let source = ProblemSource.file(path, count: file.problems.count)
      guard let corrupted = file.corrupted else {
        return ProblemPairs(changingACarryOf: ProblemSuite(source, problems: file.problems))
      }
      return ProblemPairs(source, clean: file.problems, corrupted: corrupted)
    case .trace:
      guard let traces, path != InputLines.standardInput else {
        throw FileError.damaged(
          InputLines.title(of: path), "this is a trace, which can only be read as a file",
          remedy: "give its path, or a text file of problems")
      }
      let problems = try traces(path)
      return ProblemPairs(changingACarryOf: ProblemSuite(.file(path, count: problems.count), problems: problems))
    }
  }
}
