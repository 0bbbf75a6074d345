import Arguments

/// A command tree of the shape the product has, for the tests.
struct Tool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tool", abstract: "Look inside tiny transformers.", version: "tool 1.2.3",
    subcommands: [Train.self, Eval.self, Add.self, Dump.self, Fail.self])
}

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a model from a recipe.",
    discussion: """
      Training writes a run folder with the curve, the recipe and the checkpoints, \
      and ends cleanly when interrupted.

        tool train one
        tool train two
      """,
    examples: [.init("tool train microadder-57p --seed 3", "Train the smallest model.")])
  @Argument(help: "A shipped recipe's name or a JSON file.") var recipe: String
  @Option(help: "The random seed.") var seed: UInt64?
  @Option(name: .shortAndLong, help: "Worker threads.") var threads = 2
  @Option(help: ArgumentHelp("Where the run is kept.", valueName: "DIR")) var out: String?
  @Option(name: .customLong("rate"), help: "Peak learning rate.") var learningRate = 0.01
  @Flag(name: .shortAndLong, help: "Continue an interrupted run.") var resume = false
  @Flag(inversion: .prefixedNo, help: "Show progress.") var progress = true

  func validate() throws {
    guard threads > 0 else { throw ValidationError("--threads must be at least 1") }
  }

  mutating func run() throws {
    threads += 1
  }
}

struct Eval: ParsableCommand {
  enum Suite: String, CaseIterable, ExpressibleByArgument {
    case adderboard, uniform, carry
  }
  enum Colour: String, CaseIterable, ExpressibleByArgument {
    case viridis, cividis, magma, greys, rainbow
  }
  struct Sampling: ParsableArguments {
    @Option(help: "How many problems.") var count = 1000
    func validate() throws {
      guard count > 0 else { throw ValidationError("--count must be at least 1") }
    }
  }

  @Argument var checkpoint: String
  @Argument var note: String?
  @Option(help: "The problems.") var suite = Suite.adderboard
  @Option(help: "The color map.") var colourMap = Colour.viridis
  @OptionGroup var sampling: Sampling
}

struct Add: ParsableCommand {
  @Argument var a: Int
  @Argument var b: Int
  @Option var scale: Double = -1.5
}

struct Dump: ParsableCommand {
  @Option(help: "The file to write.") var out: String
  @Option(help: "Hooks to record.") var hooks: [String] = ["*.hook_pattern"]
  @Option var layers: [Int] = []
  @Argument var files: [String]
}

struct Fail: ParsableCommand {
  enum Way: String, CaseIterable, ExpressibleByArgument { case data, plain, early, bell }
  struct BadFile: ExitCodeProviding {
    let exitCode = ExitCode.badData
    let description: String
  }
  struct Unknown: Error {}

  @Argument var way: Way

  mutating func run() throws {
    switch way {
    case .data: throw BadFile(description: "x.npz: truncated;\ngive a whole file")
    case .bell: throw BadFile(description: "\u{1B}[31mred\u{7}")
    case .plain: throw Unknown()
    case .early: throw CleanExit.message("enough")
    }
  }
}
