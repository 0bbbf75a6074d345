import Addition
import Arguments
import Files
import Reports

struct NotebookCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Run a notebook's commands, and compare what they print with what it shows.",
    discussion: """
      Ends with exit code 65 if a command fails or prints anything else. Changes no file. A picture that the commands draw otherwise \
      than it lies beside the notebook is named and is no failure.
      """,
    examples: [.init("analyze notebook check README.md", "Every command of the README.")])

  @OptionGroup var files: NotebookFiles
  @OptionGroup var quiet: QuietOption

  mutating func run() throws {
    var wrong = 0
    for file in files.files {
      let notebook = try NotebookFiles.read(file)
      let outcome = try NotebookFiles.run(notebook, file, isQuiet: quiet.quiet) { result in
        guard !result.isAsExpected else { return true }
        wrong += 1
        print(result.complaint(in: file))
        return true
      }
      let pictures = NotebookFiles.changed(outcome.pictures, beside: file)
      for picture in pictures {
        quiet.print("\(file): \(picture) is drawn otherwise now; analyze notebook run puts it in its place")
      }
      let bad = outcome.results.count { !$0.isAsExpected }
      quiet.print(
        "\(file): \(grouped(outcome.results.count)) commands, "
          + (bad == 0 ? "all as it says" : "\(grouped(bad)) otherwise than it says"))
    }
    guard wrong == 0 else {
      throw NotebookDiffers(description: "\(grouped(wrong)) \(wrong == 1 ? "command does" : "commands do") not do what is shown")
    }
  }
}
