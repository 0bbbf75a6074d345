import Foundation
import Testing

/// The completions as the shells themselves work them out.
@Suite struct ShellCompletionTests {
  private func run(_ shell: String, _ arguments: [String], in folder: String) throws -> String {
    let places = ["/bin/", "/usr/bin/", "/usr/local/bin/", "/opt/homebrew/bin/"].map { $0 + shell }
    guard let path = places.first(where: FileManager.default.isExecutableFile) else {
      try Test.cancel("\(shell) is not installed")
    }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = [
      "HOME": folder, "PATH": "\(try AnalyzeProcess.executable().deletingLastPathComponent().path):/usr/bin:/bin",
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text
  }

  /// A line before the cursor, what must be offered and what must not.
  static let lines: [(line: String, offered: [String], others: [String])] = [
    ("analyze tr", ["train"], ["eval"]), ("analyze ", ["train", "completions", "card"], ["--json"]),
    ("analyze train microadder-6", ["microadder-67p"], ["microadder-57p"]), ("analyze train my", ["my.json"], ["microadder-57p"]),
    ("analyze eval --suite ", ["adderboard", "uniform", "carry"], ["my.json"]), ("analyze eval --se", ["--seed"], ["--suite"]),
    ("analyze report model --out mod", ["model"], ["my.json"]), ("analyze inspect my", ["my.json"], []),
    ("analyze completions ", ["bash", "zsh", "fish"], ["my.json"]), ("analyze dump --count 3 mod", ["model"], []),
  ]

  private func bench() throws -> Workbench {
    let bench = try Workbench()
    try bench.writeModel()
    try bench.write("{}".utf8, to: "my.json")
    return bench
  }

  private func expect(_ offered: String, _ line: (line: String, offered: [String], others: [String]), _ shell: String) {
    let words = Set(offered.split(whereSeparator: \.isNewline).map { $0.prefix { $0 != "\t" }.trimmingSuffix("/") })
    for word in line.offered { #expect(words.contains(word), "\(shell): '\(line.line)' offers \(words)") }
    for word in line.others { #expect(!words.contains(word), "\(shell): '\(line.line)' offers \(words)") }
  }

  @Test func bash() throws {
    let bench = try bench()
    let script = """
      source <(analyze completions bash)
      words=($1); [[ $1 == *" " ]] && words+=("")
      COMP_WORDS=("${words[@]}"); COMP_CWORD=$((${#words[@]} - 1)); _analyze; printf '%s\\n' "${COMPREPLY[@]}"
      """
    for line in Self.lines {
      expect(try run("bash", ["--norc", "-c", script, "bash", line.line], in: bench.path), line, "bash")
    }
    let joined = "COMP_WORDS=(analyze eval --suite = un); COMP_CWORD=4; _analyze; echo \"${COMPREPLY[@]}\""
    #expect(try run("bash", ["--norc", "-c", "source <(analyze completions bash); \(joined)"], in: bench.path) == "uniform\n")
  }

  @Test func fish() throws {
    let bench = try bench()
    for line in Self.lines {
      let script = "analyze completions fish | source; complete -C '\(line.line)'"
      expect(try run("fish", ["--no-config", "-c", script], in: bench.path), line, "fish")
    }
  }

  /// Zsh completes only at a prompt: one is opened on a pseudo-terminal, and says what it would insert.
  @Test func zsh() throws {
    let bench = try bench()
    let script = #"""
      zmodload zsh/zpty
      zpty shell zsh -f -i
      zpty -w shell "PS1=; PROMPT_EOL_MARK=; autoload -Uz compinit; compinit -u -D; source <(analyze completions zsh)"
      # What is offered goes to a file; zsh's own questions, which ask for an array (-O, -A, -D), pass by.
      zpty -w shell "compadd() { local -a found; (( \${@[(I)-[OAD]]} )) || { builtin compadd -O found \"\$@\"; print -l -- \$found >> found }; builtin compadd \"\$@\" }"
      zpty -w shell "bindkey '^I' list-choices; print READY > ready"
      while [[ ! -e ready ]]; do sleep 0.05; done
      zpty -w -n shell "$1"$'\t'
      zpty -w -n shell $'\C-u'"print DONE > done"$'\n'
      for i in {1..200}; do [[ -e done ]] && break; sleep 0.05; done
      cat found 2>/dev/null
      rm -f found done ready
      zpty -d shell
      """#
    for line in Self.lines {
      expect(try run("zsh", ["-f", "-c", script, "zsh", line.line], in: bench.path), line, "zsh")
    }
  }
}

extension StringProtocol {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : String(self)
  }
}
