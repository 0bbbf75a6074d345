import Files

/// Why a trace could not be written or read.
public enum TraceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The description given to the writer contradicts itself.
  case description(String)
  /// The output cannot be made, before or after HDF5's part.
  case output(FileError)
  /// HDF5 failed to write the file.
  case storage(path: String, HDF5Error)
  /// There is no such hook in the trace.
  case unknownHook(String, known: [String])
  /// Values must come in the order of the problems.
  case outOfOrder(hook: String, expected: Int, got: Range<Int>)
  /// The number of values does not fit the problems they are said to be of.
  case wrongCount(hook: String, expected: Int, got: Int)
  /// `finish` was called before all values came.
  case unfinished(hook: String, written: Int, of: Int)
  /// The model computes a value that is none, or that the precision cannot hold.
  case notFinite(hook: String, problem: Int, position: String, precision: TracePrecision)
  /// The trace that was to be appended to is of something else.
  case differs(path: String, what: String, found: String, expected: String)
  /// Two traces are not of the same problems or shapes.
  case notComparable(String, what: String, other: String)
  /// The caller asked for a stop before the trace was whole.
  case stopped
  /// The problems asked for are not in the trace.
  case outOfRange(Range<Int>, count: Int)
  /// There is no file, or it cannot be opened.
  case missing(path: String, reason: String)
  /// The file is not a trace at all.
  case notATrace(path: String, reason: String)
  /// The file was written by another version.
  case otherFormat(path: String, found: Int, supported: Int)
  /// The file was never finished.
  case incomplete(path: String)
  /// The file says it is a trace, but its contents contradict that.
  case malformed(path: String, reason: String)

  /// One line: what, where and what to do.
  public var description: String {
    switch self {
    case .description(let what): "the trace cannot be written as described: \(what)"
    case .output(let error): error.description
    case .storage(let path, let error): "\(path): \(error); make room or choose another place"
    case .unknownHook(let name, let known):
      "the trace has no hook '\(name)'; it has \(known.isEmpty ? "none" : known.joined(separator: ", "))"
    case .outOfOrder(let hook, let expected, let got):
      "\(hook): values of problems \(got) came where those from \(expected) on were due; write problems in order"
    case .wrongCount(let hook, let expected, let got):
      "\(hook): \(got) values came where \(expected) were due; pass [problem, ...] without gaps"
    case .unfinished(let hook, let written, let count):
      "\(hook): only \(written) of \(count) problems were written; write all of them before finishing"
    case .notFinite(let hook, let problem, let position, let precision):
      "\(hook) is not finite at position \(position) of problem \(problem); "
        + (precision == .float16
          ? "record float32, or leave this hook out: float16 ends at 65,504" : "leave this hook out, or repair the model")
    case .differs(let path, let what, let found, let expected):
      "\(path) has \(what) \(found) where \(expected) was to be appended; record to a file of its own"
    case .notComparable(let path, let what, let other):
      "\(path) has \(what), unlike \(other); record both of the same problems"
    case .stopped: "recording was stopped and nothing was written; record again"
    case .outOfRange(let range, let count): "problems \(range) are not in the trace; it has \(count)"
    case .missing(let path, let reason): "cannot open \(path): \(reason)"
    case .notATrace(let path, let reason): "\(path) is not a CarryScope trace: \(reason)"
    case .otherFormat(let path, let found, let supported):
      "\(path) is a trace of format \(found), and this version reads format \(supported); "
        + (found > supported ? "update CarryScope" : "record it again")
    case .incomplete(let path): "\(path) was never finished; record it again"
    case .malformed(let path, let reason): "\(path) is damaged: \(reason)"
    }
  }

  /// Runs code that makes the output's file.
  static func output<Result: ~Copyable>(_ body: () throws(FileError) -> Result) throws(TraceError) -> Result {
    do {
      return try body()
    } catch {
      throw .output(error)
    }
  }

  /// Runs HDF5 code on the file `path`, whose name an `HDF5Error` does not know.
  static func on<Result: ~Copyable>(_ path: String, _ body: () throws(HDF5Error) -> Result) throws(TraceError) -> Result {
    do {
      return try body()
    } catch {
      throw .storage(path: path, error)
    }
  }
}
