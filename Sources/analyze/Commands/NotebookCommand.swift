import Arguments

struct NotebookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notebook", abstract: "Run or check the commands that a Markdown file shows.",
    discussion: """
      A notebook is any Markdown file. In a block fenced as console, a line that starts with "$ " is a command for the shell, and the \
      lines up to the next are what it prints; "..." alone on a line stands for any lines. After console, "within 2%" lets the \
      block's numbers be off by so much, "within 0.01" by that much.

      Commands of a file run one after the other in a new folder, which is removed afterwards. It has links to all that is in \
      the current folder but for hidden files and runs, so that commands find it; what they write beside that is gone but for pictures \
      that the document shows. They may do whatever a shell may: run no notebook that you would not type.
      """,
    subcommands: [NotebookRunCommand.self, NotebookCheck.self],
    examples: [
      .init("analyze notebook check notebooks-md/smallest.md", "Does it still say what its commands print?"),
      .init("analyze notebook run mine.md", "Run it, and put what is printed and drawn into it."),
    ])
}
