import Arguments
import Checkpoints
import Files
import Interpretability
import Plotting
import Reports

/// Where a study's results go beside the terminal: `@OptionGroup var output: StudyOptions`.
struct StudyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A figure; its extension says how: .png, .svg or .pdf. (default: none)", valueName: "FILE", completion: .files))
  var out: String?
  @Option(
    help: ArgumentHelp("The whole table as comma-separated values. (default: none)", valueName: "FILE", completion: .files))
  var csv: String?

  func validate() throws {
    guard let out else { return }
    do throws(FigureError) { _ = try Figure.Format(path: out) } catch { throw ValidationError(error.description) }
    if out == csv { throw ValidationError("--out and --csv name the same file; give them two") }
  }

  /// The files that will be written.
  var files: [String] { [out, csv].compactMap(\.self) }

  /// Writes what was asked for.
  ///
  /// - Parameters:
  ///   - command: the command without these options, so that the same figure has the same bytes wherever it lies.
  ///   - changes: what was changed in the model, for the table.
  ///   - figure: made only if it is asked for.
  func write(
    _ table: StudyTable, of checkpoint: Checkpoint, changes: [String] = [], command: [String],
    figure: @autoclosure () throws -> Figure
  ) throws {
    if let csv {
      var constants = table.columns.contains("model") ? [] : [(column: "model", text: checkpoint.name)]
      if !changes.isEmpty { constants.append((column: "changes", text: changes.joined(separator: "; "))) }
      try AtomicFile.write(Array(table.led(by: constants).csv.utf8), to: csv)
    }
    if let out {
      let words = ["analyze"] + command + ["--out", "FILE"]
      let origin = checkpoint.provenance(command: words.map(shellWord).joined(separator: " "))
      try figure().fitted().write(to: out, metadata: origin)
    }
  }

  /// A last line that says what was written; empty if nothing was.
  var lastLine: String {
    let parts = [out.map { "Figure: \($0)" }, csv.map { "Table: \($0)" }].compactMap(\.self)
    return parts.isEmpty ? "" : "\n\n" + parts.joined(separator: "\n")
  }
}
