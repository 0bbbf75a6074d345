import Foundation

/// The peers: Python scripts that measure what a user would run instead.
struct Peers {
  /// A script and what it is to measure.
  struct Request {
    let script: String
    let arguments: [String]

    init(script: String, arguments: [String]) { (self.script, self.arguments) = (script, arguments) }

    init(script: String, job: Job) { self.init(script: script, arguments: ["--job", job.rawValue]) }
  }

  let python: String
  let threads: Int
  let isQuick: Bool

  /// The longest that a script may take: compilers are slow.
  private static let secondsAtMost = 180.0

  /// Runs a script to its end, or to the end of our patience; what it had measured by then counts.
  func run(_ request: Request, signals: BenchSignals) throws -> PeerFigures {
    let words =
      [python, "\(RepositoryFolder.scripts)/\(request.script)", "--threads", "\(threads)", "--seconds", isQuick ? "0.2" : "1"]
      + request.arguments
    let ended = try Subprocess.run(words, secondsAtMost: Self.secondsAtMost, signals: signals)
    var figures = PeerFigures()
    figures.read(ended.output)
    switch ended.end {
    case .exit(0): break
    case .exit(127): figures.note("No peers: there is no '\(python)' here; give another with --python.")
    case .exit(let code): figures.note("\(request.script) ended with exit code \(code): \(ended.lastComplaint)")
    case .timeLimit:
      figures.note("\(request.script) \(request.arguments.joined(separator: " ")) took longer than 3 minutes and was stopped.")
    }
    return figures
  }
}
