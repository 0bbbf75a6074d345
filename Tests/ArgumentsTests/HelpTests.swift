import Arguments
import Testing

@Suite struct HelpTests {
  @Test func showsTheRoot() {
    let expected = """
      Look inside tiny transformers.

      Usage: tool COMMAND

      Commands:
        train       Train a model from a recipe.
        eval
        add
        dump
        fail

      Options:
        -h, --help  Show this help.
        --version   Show the version.

      'tool COMMAND --help' tells more about a command.
      """
    for words in [[], ["--help"], ["-h"], ["help"]] {
      #expect(Tool.execute(words) == Tool.execute([]))
      #expect(Tool.execute(words).output == expected)
    }
  }

  @Test func showsACommand() {
    let expected = """
      Train a model from a recipe.

      Usage: tool train RECIPE [--seed N] [--threads N] [--out DIR] [--rate X]
                        [--resume] [--progress|--no-progress]

      Arguments:
        RECIPE                A shipped recipe's name or a JSON file.

      Options:
        --seed N              The random seed.
        -t, --threads N       Worker threads. (default: 2)
        --out DIR             Where the run is kept.
        --rate X              Peak learning rate. (default: 0.01)
        -r, --resume          Continue an interrupted run.
        --progress, --no-progress
                              Show progress. (default: --progress)
        -h, --help            Show this help.

      Training writes a run folder with the curve, the recipe and the checkpoints, and
      ends cleanly when interrupted.

        tool train one
        tool train two

      Examples:
        tool train microadder-57p --seed 3
            Train the smallest model.
      """
    for words in [["train", "--help"], ["train", "x", "--bogus", "-h"], ["help", "train"]] {
      #expect(Tool.execute(words).output == expected)
      #expect(Tool.execute(words).exitCode == .success)
    }
  }

  @Test func namesChoicesOnce() {
    let help = Tool.execute(["eval", "--help"]).output
    #expect(help.contains("Usage: tool eval CHECKPOINT [NOTE] [--suite adderboard|uniform|carry]"))
    #expect(help.contains("The problems. (default: adderboard)"))
    #expect(help.contains("[--colour-map COLOUR-MAP]"))
    let joined = help.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(joined.contains("The color map. (one of viridis, cividis, magma, greys, rainbow; default: viridis)"))
  }

  @Test func showsListsAndRequiredOptions() {
    let help = Tool.execute(["dump", "--help"]).output
    #expect(help.contains("Usage: tool dump FILES... --out OUT [--hooks HOOKS,...] [--layers N,...]"))
    #expect(help.contains("(default: *.hook_pattern)"))
  }

  @Test(arguments: [40, 60, 80, 120])
  func fitsTheColumns(_ columns: Int) {
    for command in ["train", "eval", "add", "fail"] {
      for line in Tool.execute([command, "--help"], columns: columns).output.split(separator: "\n") {
        // A single word longer than its column cannot be broken; the tests' commands have none above 44 letters.
        #expect(line.count <= max(columns, 54), "\(line)")
      }
    }
    #expect(Train.helpText(columns: columns).hasPrefix("Train a model from a recipe."))
  }

  @Test func showsTheVersionAtTheRootOnly() {
    #expect(Tool.execute(["--version"]).output == "tool 1.2.3")
    #expect(Tool.execute(["add", "--version"]).exitCode == .usage)
  }
}
