import Addition
import Arguments
import Files
import Foundation
import Shell
import Sweeps
import Training

/// Runs a sweep for a command: with a display, until it is finished or a signal stops it.
struct RunningSweep {
  let spec: SweepSpec
  /// What errors call the spec.
  let source: String
  let folder: SweepFolder
  let threads: Int?
  let isQuiet: Bool
  /// The names of the variations that are wanted; nil for all.
  var only: Set<String>?

  static func validate(threads: Int?) throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be in 1...1,024 and is \(threads)")
    }
  }

  /// Fails where a file of the sweep's would be one that it reads.
  static func forbidOverwriting(_ source: String, _ spec: SweepSpec, in folder: SweepFolder) throws {
    let inputs = ReadFiles([source] + spec.runs.map(\.recipe))
    for output in [folder.storePath] + ["runs.csv", "summary.csv"].map({ Folder.path(of: $0, in: folder.path) }) {
      try inputs.forbidWriting(to: output)
    }
  }

  /// - Parameter command: what goes on after a stop.
  func run(resume: Bool, command: String) throws -> SweepResults {
    try Self.forbidOverwriting(source, spec, in: folder)
    do {
      // Watched before the folder is made: from its first file on, a sweep can only end whole.
      let signals = StopSignals()
      let runner = try SweepRunner(spec, source: source, in: folder, resume: resume)
      let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
      let display = SweepDisplay(runner.plan, isQuiet: isQuiet)
      defer { display.clear() }
      let ending = try runner.run(
        threads: threads, only: only, until: { signals.hasCome }, observe: { display.show($0, finished: $1) })
      display.clear()
      let results = try runner.results()
      guard ending == .interrupted else { return results }
      throw StoppedBySignal(
        exitCode: signals.exitCode,
        description: "stopped and saved with \(grouped(results.records.count)) runs finished; go on with: \(command)")
    } catch let error as SweepError {
      throw SweepFailure(error)
    } catch TrainingError.folderInUse(let path) {
      throw SweepFailure(.folderInUse(path: path))
    }
  }
}

/// An error of a sweep, with what to do about it on the command line.
struct SweepFailure: ExitCodeProviding {
  let exitCode: ExitCode
  let description: String

  init(_ error: SweepError) {
    exitCode = error.exitCode
    description =
      switch error {
      case .folderTaken: "\(error.problem); add --resume to go on or choose another --out"
      case .holdsRun: "\(error.problem); choose another --out"
      case .folderInUse: "\(error.problem); wait until it ends or choose another --out"
      case .nothingToResume: "\(error.problem); give the folder of a sweep"
      case .otherSpec: "\(error.problem); go on with the spec it began with or choose another --out"
      case .spec: error.problem
      case .noSuchRun: "\(error.problem); see analyze sweep status"
      case .noSuchTask: "\(error.problem); submit it with --engine slurm"
      case .inQueue: "\(error.problem); wait until they end or take them out with analyze sweep cancel"
      case .nothingLeft: "\(error.problem); see analyze sweep status"
      case .unwritable: "\(error.problem); choose another --out"
      }
  }
}
