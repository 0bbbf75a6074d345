import Files
import Foundation

/// A command that is run for every number from 0 on, each as a task of one job array of Slurm's, and what is run once all have ended.
///
///     let array = JobArray(
///       name: "widths", tasks: 8, command: ["/home/me/analyze", "sweep", "task", "/data/widths"],
///       numbered: "--task", collect: ["/home/me/analyze", "sweep", "collect", "/data/widths"],
///       script: "/data/widths/slurm/1.sh", logs: "/data/widths/slurm/logs")
///     let jobs = try array.submit(SlurmOptions(partition: "short"))
///
/// Slurm does the rest: nobody waits for anything, and the shell that submitted may go. A task whose node fails or that is
/// preempted is queued again. A minute before its time limit a task is sent `SIGUSR1`: it saves what it has and asks to be queued again
/// (`Slurm.requeueOwnTask`).
public struct JobArray: Hashable, Sendable {
  /// What `squeue` shows.
  public let name: String
  /// How many tasks, at least one.
  public let tasks: Int
  /// The words of a task's command, but for the number.
  public let command: [String]
  /// The option that the number follows.
  public let numbered: String
  /// The words of the command that is run when the last task has ended, however.
  public let collect: [String]
  /// The job's script, which is written.
  public let script: String
  /// A folder that is there, for what tasks print.
  public let logs: String

  /// A job array.
  public init(
    name: String, tasks: Int, command: [String], numbered: String, collect: [String], script: String, logs: String
  ) {
    (self.name, self.tasks, self.command, self.numbered) = (name, tasks, command, numbered)
    (self.collect, self.script, self.logs) = (collect, script, logs)
  }

  /// The numbers by which Slurm knows what was submitted.
  public struct Jobs: Hashable, Sendable, Encodable {
    /// The array's.
    public let array: String
    /// The job's that collects; nil if Slurm refused that one, which can be done by hand.
    public let collecting: String?

    /// Those that there are.
    public var numbers: [String] { [array, collecting].compactMap(\.self) }
  }

  /// How many seconds before its time limit a task is told to save.
  static let warning = 60

  /// The array's script.
  var text: String {
    """
    #!/bin/sh
    # Task $SLURM_ARRAY_TASK_ID of a job array, written by analyze.
    exec \(command.map(Self.quoted).joined(separator: " ")) \(numbered) "$SLURM_ARRAY_TASK_ID"

    """
  }

  private static func quoted(_ word: String) -> String {
    "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
  }

  /// Writes the script and hands it to `sbatch`: one job array, and a job that collects behind it.
  ///
  /// - Throws: `SlurmError`, `FileError`; then no array is in the queue, unless it is `SlurmError.unclear`.
  public func submit(_ options: SlurmOptions) throws -> Jobs {
    let sbatch = try SlurmProgram("sbatch")
    try AtomicFile.write(text, to: script)
    // A percent sign in a file's name would mean something to Slurm.
    let logs = logs.replacing("%", with: "%%")
    let stem = URL(filePath: script).deletingPathExtension().lastPathComponent
    let limit = options.arrayLimit.map { "%\($0)" } ?? ""
    let array = try Self.number(
      sbatch.succeed(
        [
          "--parsable", "--job-name=\(name)", "--array=0-\(tasks - 1)\(limit)", "--cpus-per-task=\(options.cpusPerTask)",
          "--requeue", "--open-mode=append", "--output=\(Folder.path(of: "\(stem)-%a.txt", in: logs))",
          "--signal=B:USR1@\(Self.warning)",
        ] + options.forAll + [script]))
    let collecting = try? Self.number(
      sbatch.succeed(
        [
          "--parsable", "--job-name=\(name)-collect", "--dependency=afterany:\(array)", "--requeue", "--open-mode=append",
          "--output=\(Folder.path(of: "\(stem)-collect.txt", in: logs))",
          "--wrap=\(collect.map(Self.quoted).joined(separator: " "))",
        ] + options.forAll))
    return Jobs(array: array, collecting: collecting)
  }

  /// The job's number in what `sbatch --parsable` prints: `123` or `123;cluster`.
  private static func number(_ output: String) throws(SlurmError) -> String {
    // A site may have it say more before.
    let line = output.split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) } ?? ""
    let word = String(line.prefix { $0 != ";" && !$0.isWhitespace })
    guard Jobs.isNumber(word) else { throw .unclear(output: SlurmProgram.line(output)) }
    return word
  }
}

extension JobArray.Jobs: Decodable {
  private enum CodingKeys: CodingKey { case array, collecting }

  /// Whether a word can be the number of a job, and nothing else that Slurm's programs take.
  fileprivate static func isNumber(_ word: String) -> Bool {
    (1...20).contains(word.utf8.count) && word.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  /// Decodes numbers that are some.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      array: try fields.decode(String.self, forKey: .array),
      collecting: try fields.decodeIfPresent(String.self, forKey: .collecting))
    for word in numbers where !Self.isNumber(word) {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "names a job by something that is no number"))
    }
  }
}
