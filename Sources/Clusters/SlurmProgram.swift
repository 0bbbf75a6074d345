import Foundation

/// One of Slurm's programs, found as a shell would.
struct SlurmProgram {
  /// What a program printed, and how it ended.
  struct Outcome {
    let output, complaint: String
    let status: Int32
  }

  let name: String
  private let url: URL

  /// - Throws: `SlurmError.missing`.
  init(_ name: String) throws(SlurmError) {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    guard
      let folder = folders.first(where: { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") })
    else { throw .missing(program: name) }
    (self.name, url) = (name, URL(filePath: "\(folder)/\(name)"))
  }

  /// Runs it to its end. What it prints is short.
  ///
  /// - Throws: `SlurmError.refused` if it cannot be started.
  func run(_ arguments: [String]) throws(SlurmError) -> Outcome {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    let (output, complaint) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, complaint)
    do { try process.run() } catch { throw .refused(program: name, message: "it cannot be started") }
    func text(_ pipe: Pipe) -> String {
      String(decoding: (try? pipe.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
    }
    // Complaints are a few lines, which a pipe holds: nobody waits for the other.
    let outcome = (text(output), text(complaint))
    process.waitUntilExit()
    return Outcome(output: outcome.0, complaint: outcome.1, status: process.terminationStatus)
  }

  /// Runs it, and takes any status but 0 for a no.
  ///
  /// - Returns: what it printed.
  func succeed(_ arguments: [String]) throws(SlurmError) -> String {
    let outcome = try run(arguments)
    guard outcome.status == 0 else { throw .refused(program: name, message: Self.line(outcome.complaint)) }
    return outcome.output
  }

  /// A complaint without line ends, and without the program's own name before it.
  static func line(_ complaint: String) -> String {
    let lines = complaint.split(separator: "\n").map { line in
      line.drop { $0 == " " }.replacing("sbatch: error: ", with: "").replacing("scancel: error: ", with: "")
    }
    return lines.isEmpty ? "it gives no reason" : String(lines.joined(separator: "; ").prefix(400))
  }
}
