import Arguments

struct Completions: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a script that makes your shell complete this command.",
    discussion: """
      For bash, in ~/.bashrc: source <(analyze completions bash)

      For zsh, in ~/.zshrc after compinit: source <(analyze completions zsh)

      For fish, once: analyze completions fish > ~/.config/fish/completions/analyze.fish
      """,
    examples: [
      .init("analyze completions bash > ~/.local/share/bash-completion/completions/analyze", "Loaded when first needed.")
    ])

  @Argument(help: "The shell.") var shell: CompletionShell

  mutating func run() throws {
    print(Analyze.completions(for: shell))
  }
}
