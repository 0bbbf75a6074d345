import Arguments
import Testing

@Suite struct ParsingTests {
  func parse<Command: ParsableCommand>(_ type: Command.Type, _ words: String) throws -> Command {
    let command = try Tool.parse(words.split(separator: " ").map(String.init))
    return try #require(command as? Command)
  }

  @Test func leavesDefaultsWhenNothingIsSaid() throws {
    let train = try parse(Train.self, "train small")
    #expect(train.recipe == "small")
    #expect(train.seed == nil)
    #expect(train.threads == 2)
    #expect(train.learningRate == 0.01)
    #expect(!train.resume)
    #expect(train.progress)
  }

  @Test(arguments: [
    "train small --seed 7 --threads 3 --resume", "train --seed=7 --threads=3 --resume small", "train -t 3 -r --seed 7 small",
    "train -t=3 -r --seed 7 -- small", "train --seed 1 --seed 7 -r -t 3 small",
  ])
  func readsEverySpelling(_ words: String) throws {
    let train = try parse(Train.self, words)
    #expect(train.recipe == "small")
    #expect(train.seed == 7)
    #expect(train.threads == 3)
    #expect(train.resume)
  }

  @Test func takesNegativeNumbersAsValues() throws {
    let add = try parse(Add.self, "add -5 7 --scale -2e-3")
    #expect(add.a == -5)
    #expect(add.b == 7)
    #expect(add.scale == -0.002)
  }

  @Test func takesEverythingAfterTheTerminatorAsArguments() throws {
    let train = try parse(Train.self, "train -- --help")
    #expect(train.recipe == "--help")
    #expect(try parse(Eval.self, "eval -").checkpoint == "-")
    #expect(try parse(Train.self, "train small --out=--odd").out == "--odd")
    #expect(try parse(Train.self, "train small --out=a=b").out == "a=b")
  }

  @Test func collectsLists() throws {
    let dump = try parse(Dump.self, "dump a,b c --out x --hooks p,q --hooks r")
    #expect(dump.files == ["a,b", "c"])
    #expect(dump.hooks == ["p", "q", "r"])
    #expect(dump.layers == [])
    #expect(try parse(Dump.self, "dump f --out x --layers 0,-1,2").layers == [0, -1, 2])
  }

  @Test func turnsTwoSidedFlags() throws {
    #expect(try !parse(Train.self, "train small --no-progress").progress)
    #expect(try parse(Train.self, "train small --no-progress --progress").progress)
  }

  @Test func fillsGroupsChoicesAndOptionalArguments() throws {
    let eval = try parse(Eval.self, "eval model noted --suite carry --count 12")
    #expect(eval.suite == .carry)
    #expect(eval.note == "noted")
    #expect(eval.sampling.count == 12)
  }

  @Test func keepsParsedCommandsApart() throws {
    let first = try parse(Train.self, "train one --threads 5")
    var second = first
    second.threads = 9
    second.progress = false
    let third = try parse(Train.self, "train two")
    #expect((first.threads, second.threads, third.threads) == (5, 9, 2))
    #expect(first.progress)
  }

  @Test func declaresNothingContradictory() {
    #expect(Tool.declarationProblems == [])
  }

  struct Muddle: ParsableCommand {
    static let configuration = CommandConfiguration(subcommands: [Train.self, Train.self])
    @Argument var list: [String] = []
    @Argument var last: String
    @Flag var on = true
    @Option(name: .customLong("on")) var other: String?
    @Option(name: [.short, .customShort("h")]) var hooks: String?
    @Option(name: []) var nameless: String?
  }

  @Test func findsEveryContradiction() {
    #expect(
      Muddle.declarationProblems == [
        "muddle: --on is declared twice", "muddle: -h is declared twice", "muddle: -h is declared twice",
        "muddle: LAST comes after the list LIST and gets nothing",
        "muddle: LAST is required but comes after LIST, which is not", "muddle: an option has no name",
        "muddle: --on is on by default and cannot be turned off", "muddle: has both arguments and subcommands",
        "muddle: the command 'train' is declared twice",
      ])
  }
}
