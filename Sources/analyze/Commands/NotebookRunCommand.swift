import Addition
import Arguments
import Files
import Reports

struct NotebookRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a notebook's commands, and put what they print and draw into it.",
    discussion: """
      Between dots, each line that is shown becomes the one that now says the same with other numbers. Without dots, the whole output \
      is shown. A picture that the notebook shows and a command draws is put in its place beside the notebook. If a command fails, or a \
      shown line is no longer printed in any form, that is told with exit code 65; a failed command leaves the notebook as it was.
      """,
    examples: [
      .init("analyze notebook run mine.md", "Renew outputs and pictures."),
      .init("analyze notebook run mine.md --fill", "Show what commands print that show nothing yet."),
    ])

  @OptionGroup var files: NotebookFiles
  @Flag(help: "Also show the output of commands under which there is none.") var fill = false
  @OptionGroup var quiet: QuietOption

  mutating func run() throws {
    var isWrong = false
    for file in files.files {
      let notebook = try NotebookFiles.read(file)
      let outcome = try NotebookFiles.run(notebook, file, isQuiet: quiet.quiet) { result in result.status == 0 }
      if let failed = outcome.results.first(where: { $0.status != 0 }) {
        print(failed.complaint(in: file))
        print("\(file): left as it was")
        isWrong = true
        continue
      }
      let renewal = notebook.renewal(from: outcome.results, isFilling: fill)
      for cell in renewal.lost {
        print("\(file):\(cell.line): \(cell.command)\n  what is shown between dots is no longer printed; mend it by hand")
        isWrong = true
      }
      let pictures = NotebookFiles.changed(outcome.pictures, beside: file)
      for picture in pictures {
        guard let bytes = outcome.pictures[picture] else { continue }
        let path = NotebookFiles.path(of: picture, beside: file)
        if let slash = path.lastIndex(of: "/") { try Folder.create(String(path[...slash])) }
        try AtomicFile.write(bytes, to: path)
      }
      if renewal.markdown != notebook.markdown { try AtomicFile.write(renewal.markdown, to: file) }
      quiet.print(
        "\(file): \(grouped(outcome.results.count)) commands; renewed outputs: \(grouped(renewal.renewed.count)), "
          + "pictures: \(grouped(pictures.count))")
    }
    guard !isWrong else { throw NotebookDiffers(description: "not all could be renewed") }
  }
}
