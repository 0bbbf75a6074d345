import Arguments
import Files
import Foundation
import Reports
import Shell

/// The notebooks that a command is about.
struct NotebookFiles: ParsableArguments {
  @Argument(help: ArgumentHelp("Markdown files.", valueName: "FILE.md", completion: .files)) var files: [String]

  static func read(_ file: String) throws -> Notebook {
    let bytes = try InputFile.read(file, upTo: 1 << 24)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw FileError(.badData, path: file, problem: "it is not text in UTF-8", remedy: "give a Markdown file")
    }
    let notebook = Notebook(markdown: text)
    if let bad = notebook.misunderstood.first {
      throw FileError(
        .badData, path: file, problem: "line \(bad.line) says 'console \(bad.text)'",
        remedy: "write console, console within 2%, or console within 0.01")
    }
    guard !notebook.cells.isEmpty else {
      throw FileError(
        .badData, path: file, problem: "it shows no command",
        remedy: "write commands as lines that start with '$ ' in a block fenced as ```console")
    }
    return notebook
  }

  /// Runs a notebook from the current folder, with this program as `analyze`.
  static func run(
    _ notebook: Notebook, _ file: String, isQuiet: Bool, ended: (NotebookRun.Result) throws -> Bool
  ) throws -> NotebookRun.Outcome {
    let signals = StopSignals()
    let status = StatusLine(isQuiet: isQuiet)
    defer { status.clear() }
    var done = 0
    let run = NotebookRun(
      links: try NotebookRun.entries(of: FileManager.default.currentDirectoryPath), programs: programs)
    let outcome = try run.run(
      notebook,
      began: { cell in
        status.show { _ in "\(file): \(done) of \(notebook.cells.count)  \(cell.command)" }
        done += 1
      },
      ended: { result in
        guard !signals.hasCome else { return false }
        status.clear()
        return try ended(result)
      })
    if signals.hasCome {
      throw StoppedBySignal(exitCode: signals.exitCode, description: "stopped; \(file) is as it was")
    }
    return outcome
  }

  /// Where this program is, so that a notebook runs the same.
  private static var programs: String? {
    guard let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return nil }
    return URL(filePath: link).deletingLastPathComponent().path
  }

  /// Where a picture lies that a notebook shows.
  static func path(of picture: String, beside file: String) -> String {
    file.lastIndex(of: "/").map { String(file[...$0]) + picture } ?? picture
  }

  /// The pictures whose files lie otherwise beside a notebook, or not at all, in order.
  static func changed(_ pictures: [String: [UInt8]], beside file: String) -> [String] {
    pictures.keys.sorted().filter { name in
      (try? InputFile.read(path(of: name, beside: file), upTo: 1 << 26)) != pictures[name]
    }
  }
}

/// A notebook that does not do what it says.
struct NotebookDiffers: ExitCodeProviding {
  /// 65.
  let exitCode = ExitCode.badData
  let description: String
}

extension NotebookRun.Result {
  /// What is not as the document says.
  func complaint(in file: String) -> String {
    let place = "\(file):\(cell.line): \(cell.command)"
    let lines = output.split(separator: "\n").prefix(30)
    let shown = (lines.isEmpty ? ["(nothing)"] : lines).map { "    \($0)" }.joined(separator: "\n")
    if status != 0 { return "\(place)\n  ended with exit code \(status) and printed\n\(shown)" }
    return "\(place)\n  \(firstDifference.map { "shows, and does not print:\n    \($0)\n  prints" } ?? "prints")\n\(shown)"
  }

  private var firstDifference: String? {
    let printed = Set(output.split(separator: "\n").map(String.init))
    return cell.expected.first { wanted in
      wanted != "..." && !wanted.isEmpty && !printed.contains { cell.accepts($0, as: wanted) }
    }
  }
}
