import Arguments
import Checkpoints
import Plotting
import Reports

/// Where a figure goes: `@OptionGroup var output: FigureOptions`.
struct FigureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The figure's file; its extension says how: .png, .svg or .pdf.", valueName: "FILE", completion: .files))
  var out: String

  func validate() throws {
    do throws(FigureError) { _ = try Figure.Format(path: out) } catch { throw ValidationError(error.description) }
  }

  /// Writes the figure with its origin.
  ///
  /// - Parameter command: the command without `--out`, so that the same figure has the same bytes wherever it lies.
  func write(_ figure: Figure, of checkpoint: Checkpoint, command: [String]) throws {
    let words = ["analyze"] + command + ["--out", "FILE"]
    try figure.fitted().write(to: out, metadata: checkpoint.provenance(command: words.map(shellWord).joined(separator: " ")))
  }
}
