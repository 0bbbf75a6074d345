import Files
import Foundation

/// A notebook's commands, run by the shell one after the other in a folder of their own.
///
/// The folder is new and is removed at the end. In it are links to what commands need, such as `checkpoints`: they find it by the
/// names that the document uses, and whatever they write beside it is gone afterwards, but for the pictures that the document shows.
public struct NotebookRun: Sendable {
  /// What came of one command.
  public struct Result: Hashable, Sendable {
    /// The command, and what it was to print.
    public let cell: Notebook.Cell
    /// What it printed, errors included.
    public let output: String
    /// Its exit code; 0 is success.
    public let status: Int32
    /// Whether it did what the document says.
    public var isAsExpected: Bool { status == 0 && cell.accepts(output) }

    /// What came of a command.
    public init(cell: Notebook.Cell, output: String, status: Int32) {
      (self.cell, self.output, self.status) = (cell, output, status)
    }
  }

  /// What came of all.
  public struct Outcome: Hashable, Sendable {
    /// A result for each command that was run.
    public internal(set) var results: [Result] = []
    /// The files of the pictures that the document shows and a command has written, by the document's name for them.
    public internal(set) var pictures: [String: [UInt8]] = [:]
  }

  /// What is linked into the folder: where it is, by the name that it gets there.
  public var links: [String: String]
  /// The folder whose programs the shell finds before others; nil for none.
  public var programs: String?

  /// Runs with these links.
  public init(links: [String: String], programs: String? = nil) { (self.links, self.programs) = (links, programs) }

  /// The entries of a folder but for hidden ones and `runs`, where commands put what they train.
  ///
  /// - Throws: `FileError` if the folder cannot be read.
  public static func entries(of folder: String) throws(FileError) -> [String: String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw FileError(.missing, path: folder, problem: "the folder cannot be read", remedy: "give the path of a folder")
    }
    let base = URL(filePath: folder).standardizedFileURL.path
    let linked = names.filter { !$0.hasPrefix(".") && $0 != "runs" }
    return Dictionary(uniqueKeysWithValues: linked.map { ($0, Folder.path(of: $0, in: base)) })
  }

  /// Runs a notebook.
  ///
  /// - Parameters:
  ///   - isMeant: which commands to run.
  ///   - began: called before each command.
  ///   - ended: called after each command; false ends the run.
  /// - Throws: `FileError` if the folder cannot be made or a picture is too large.
  public func run(
    _ notebook: Notebook, where isMeant: (Notebook.Cell) -> Bool = { _ in true }, began: (Notebook.Cell) -> Void = { _ in },
    ended: (Result) throws -> Bool = { _ in true }
  ) throws -> Outcome {
    let folder = FileManager.default.temporaryDirectory.appending(path: "notebook-\(UUID().uuidString)").path
    try Folder.create(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, target) in links {
      try FileManager.default.createSymbolicLink(atPath: Folder.path(of: name, in: folder), withDestinationPath: target)
    }
    // Commands that draw into a picture's folder need not make it first.
    for picture in notebook.pictures where isWritten(picture) {
      guard let slash = picture.lastIndex(of: "/") else { continue }
      try Folder.create(Folder.path(of: String(picture[..<slash]), in: folder))
    }
    var outcome = Outcome()
    for cell in notebook.cells where isMeant(cell) {
      began(cell)
      let result = try run(cell, in: folder)
      outcome.results.append(result)
      guard try ended(result) else { break }
    }
    for picture in Set(notebook.pictures) where isWritten(picture) {
      let path = Folder.path(of: picture, in: folder)
      guard FileManager.default.fileExists(atPath: path) else { continue }
      outcome.pictures[picture] = try InputFile.read(path, upTo: 1 << 26)
    }
    return outcome
  }

  /// A picture below the run's folder, and not one that lies behind a link or is somewhere on the network.
  private func isWritten(_ picture: String) -> Bool {
    let parts = picture.split(separator: "/", omittingEmptySubsequences: false)
    guard let first = parts.first, first != "", !first.hasSuffix(":") else { return false }
    return !parts.contains("..") && links[String(first)] == nil
  }

  private func run(_ cell: Notebook.Cell, in folder: String) throws -> Result {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "exec 2>&1; " + cell.command]
    process.currentDirectoryURL = URL(filePath: folder)
    process.standardInput = FileHandle.nullDevice
    var environment = ProcessInfo.processInfo.environment
    if let programs { environment["PATH"] = programs + ":" + (environment["PATH"] ?? "/usr/bin:/bin") }
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    do { try process.run() } catch {
      throw FileError(
        .inputOutput, path: "/bin/sh", problem: "the shell cannot be started", remedy: "free some memory, or install one")
    }
    let output = String(decoding: (try? pipe.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return Result(cell: cell, output: output, status: process.terminationStatus)
  }
}
