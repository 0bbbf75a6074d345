import Addition
import Checkpoints
import Foundation
import Testing
import Transformer

/// What the commands that read a checkpoint print, against the library's own answers.
@Suite struct ResultTests {
  struct EvaluationFile: Decodable {
    struct Failure: Decodable, Equatable {
      let a, b, expected: UInt64
      let got: UInt64?
    }
    let suite, checkpoint: String
    let total, correct, parameters: Int
    let accuracy: Double
    let interval95: [Double]
    let failures: [Failure]
    let seed: UInt64?
  }

  @Test func evalPrintsTheEvaluation() throws {
    let bench = try Workbench()
    let model = try bench.writeModel().model
    let outcome = try bench.analyze("eval", "model", "--suite", "uniform", "--count", "1200", "--seed", "3", "--json")
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    let printed = try JSONDecoder().decode(EvaluationFile.self, from: Data(outcome.output.utf8))
    let expected = model.evaluate(.uniform(count: 1200, seed: 3))
    #expect(printed.suite == "uniform")
    #expect(printed.checkpoint == "model")
    #expect(printed.seed == 3)
    #expect(printed.total == 1200)
    #expect(printed.correct == expected.accuracy.count)
    #expect(printed.accuracy == expected.accuracy.rate)
    #expect(printed.interval95 == [expected.accuracy.interval95.lower, expected.accuracy.interval95.upper])
    #expect(printed.parameters == model.parameterCount)
    #expect(printed.failures == expected.failures.map { .init(a: $0.a, b: $0.b, expected: $0.expected, got: $0.got) })
    #expect(printed.failures.count == min(1000, printed.total - printed.correct))
    #expect(outcome.output.contains("\"got\" : "), "a failure names its answer, be it null")
  }

  @Test func evalDefaultsToAdderBoard() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let text = try bench.analyze("eval", "model")
    #expect(text.exitCode == 0)
    #expect(text.output.contains("suite     adderboard\n"))
    #expect(text.output.contains(" of 10,010\n"))
    #expect(text.output.contains("95% interval"))
    #expect(text.output.contains("The first 10 errors"))
    let threads = try bench.analyze("eval", "model/model.safetensors", "--threads", "1")
    #expect(threads.output == text.output)
    let json = try bench.analyze("eval", "model", "--json")
    let printed = try JSONDecoder().decode(EvaluationFile.self, from: Data(json.output.utf8))
    #expect(printed.total == 10_010)
    #expect(printed.seed == nil)
  }

  @Test func addAnswersAsTheModelDoes() throws {
    struct Printed: Decodable {
      let a, b, expected: UInt64
      let answer: UInt64?
      let correct: Bool
    }
    let bench = try Workbench()
    let model = try bench.writeModel("model", .gptAcc(width: 4, hidden: 4)).model
    for (a, b) in [(0, 0), (5, 7), (9_999_999_999, 1)] as [(UInt64, UInt64)] {
      let outcome = try bench.analyze("add", "model", "\(a)", "\(b)", "--json")
      #expect(outcome.exitCode == 0)
      let printed = try JSONDecoder().decode(Printed.self, from: Data(outcome.output.utf8))
      let answer = model.answers(to: ProblemSuite(name: "one", problems: [try Problem(a, b)]))[0]
      #expect(printed.a == a && printed.b == b && printed.expected == a + b)
      #expect(printed.answer == answer)
      #expect(printed.correct == (answer == a + b))
      let text = try bench.analyze("add", "model", "\(a)", "\(b)")
      #expect(text.output.hasPrefix("\(a) + \(b) = \(answer.map(String.init) ?? "no number")"))
    }
  }

  @Test func addTellsRightFromWrong() throws {
    let bench = try Workbench()
    try bench.writeConstantModel("ones", answering: 1)
    try bench.writeConstantModel("ends", answering: 13)
    let right = try bench.analyze("add", "ones.safetensors", "9999999999", "1111111112")
    #expect(right.output == "9999999999 + 1111111112 = 11111111111  right\n")
    let wrong = try bench.analyze("add", "ones.safetensors", "1111111111", "1000")
    #expect(
      wrong.output == """
        1111111111 + 1000 = 11111111111  wrong: the sum is 1111112111

          model  11111111111
          sum    01111112111
                 ^      ^

        """)
    let none = try bench.analyze("add", "ends.safetensors", "1", "2")
    #expect(none.output.hasPrefix("1 + 2 = no number  wrong: the sum is 3, the model's tokens are EOS EOS"))
    let json = try bench.analyze("add", "ends.safetensors", "1", "2", "--json")
    #expect(json.output.contains("\"answer\" : null"))
    #expect([right, wrong, none, json].allSatisfy { $0.exitCode == 0 && $0.complaint.isEmpty })
  }

  @Test func evalMarksWrongDigits() throws {
    let bench = try Workbench()
    try bench.writeConstantModel("ones", answering: 1)
    try bench.writeConstantModel("ends", answering: 13)
    let ones = try bench.analyze("eval", "ones.safetensors").output.split(separator: "\n").map(String.init)
    let first = try #require(ones.firstIndex { $0.hasSuffix("00000000000  11111111111") })
    #expect(ones[first + 1].filter { $0 == "^" }.count == 11)
    // 1234567890 + 9876543210, the one of the edge cases that it nearly gets right.
    let near = try #require(ones.firstIndex { $0.hasSuffix("11111111100  11111111111") })
    #expect(ones[near + 1].hasSuffix("         ^^"))
    #expect(ones[near + 1].count == ones[near].count)
    #expect(ones.last == "and 10,000 more")
    let ends = try bench.analyze("eval", "ends.safetensors", "--suite", "carry", "--count", "3")
    #expect(ends.output.contains("The 3 errors"))
    #expect(ends.output.contains("no number") && !ends.output.contains("^\n") && !ends.output.contains("more"))
    let json = try bench.analyze("eval", "ends.safetensors", "--suite", "carry", "--count", "3", "--json")
    #expect(json.output.components(separatedBy: "\"got\" : null").count == 4)
  }

  @Test func addExplainsEveryDigit() throws {
    struct Printed: Decodable {
      struct Digit: Decodable {
        struct Candidate: Decodable { let label: String }
        struct Head: Decodable { let targets: [Target] }
        struct Target: Decodable {
          let label: String
          let weight: Double
        }
        let place, expected: Int
        let predicted, runnerUp: Candidate
        let margin: Double
        let carryIn, correct: Bool
        let heads: [Head]
      }
      let digits: [Digit]?
    }
    let bench = try Workbench()
    try bench.writeModel("model", .gptAcc(width: 4, hidden: 4, layers: 2, heads: 2))
    let outcome = try bench.analyze("add", "model", "9999999999", "1", "--explain", "--json")
    #expect(outcome.exitCode == 0)
    let digits = try #require(try JSONDecoder().decode(Printed.self, from: Data(outcome.output.utf8)).digits)
    #expect(digits.map(\.place) == Array(0...10))
    #expect(digits.map(\.expected) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    #expect(digits.map(\.carryIn) == [false] + Array(repeating: true, count: 10))
    #expect(digits.allSatisfy { $0.margin >= 0 && $0.heads.count == 4 && $0.correct == ($0.predicted.label == "\($0.expected)") })
    let text = try bench.analyze("add", "model", "9999999999", "1", "--explain").output
    let rows = text.split(separator: "\n").filter { $0.contains("%") }
    #expect(rows.count == 44)
    for (digit, row) in zip(digits, rows.enumerated().filter { $0.offset % 4 == 0 }.map(\.element)) {
      #expect(row.hasPrefix("Z\(digit.place) "))
      let target = try #require(digit.heads.first?.targets.first)
      #expect(row.contains("L0H0  \(target.label)"), "\(row)")
    }
    let plain = try bench.analyze("add", "model", "9999999999", "1", "--json")
    #expect(try JSONDecoder().decode(Printed.self, from: Data(plain.output.utf8)).digits == nil)
  }

  @Test func aFilesTextDoesNotDriveTheTerminal() throws {
    let bench = try Workbench()
    let model = try bench.writeModel().model
    try Checkpoint(name: "odd", model: model, notes: ["a\u{1B}[31m": "b\u{7}\nc"]).write(to: bench.path + "/odd.safetensors")
    let outcome = try bench.analyze("inspect", "odd.safetensors")
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
    #expect(outcome.output.contains("b\\u{07} c"))
  }

  @Test func inspectNamesEverything() throws {
    struct Printed: Decodable {
      struct Tensor: Decodable {
        let name: String
        let shape: [Int]
        let count: Int
        let learned: Bool
        let ties: [String]
      }
      struct Hook: Decodable {
        let name: String
        let dimensions: [String]
        let shape: [Int]
      }
      let parameters, frozen: Int
      let weightsSHA256: String
      let notes: [String: String]
      let architecture: Architecture
      let tensors: [Tensor]
      let hooks: [Hook]
    }
    let bench = try Workbench()
    let architectures: [Architecture] = [
      .gptAcc(width: 4, hidden: 6, layers: 2, heads: 2, hasBias: true, tiesHead: false),
      .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true),
    ]
    for architecture in architectures {
      let checkpoint = try bench.writeModel("model", architecture)
      let program = checkpoint.model.program
      let outcome = try bench.analyze("inspect", "model", "--json")
      #expect(outcome.exitCode == 0)
      let printed = try JSONDecoder().decode(Printed.self, from: Data(outcome.output.utf8))
      #expect(printed.architecture == architecture)
      #expect(printed.parameters == checkpoint.model.parameterCount)
      #expect(printed.weightsSHA256 == checkpoint.weightsSHA256.hex)
      #expect(printed.notes == ["recipe": "none"])
      #expect(printed.tensors.map(\.name) == program.parameters.parameters.map(\.name))
      #expect(printed.tensors.allSatisfy { $0.count == $0.shape.reduce(1, *) })
      #expect(printed.tensors.filter(\.learned).reduce(0) { $0 + $1.count } == printed.parameters)
      #expect(printed.tensors.filter { !$0.learned }.reduce(0) { $0 + $1.count } == printed.frozen)
      #expect(printed.hooks.map(\.name) == program.hooks.map(\.name))
      #expect(printed.hooks.map(\.shape) == program.hooks.map { $0.dimensions(positions: 33) })
      #expect(printed.hooks.allSatisfy { $0.dimensions.count == $0.shape.count })
      let text = try bench.analyze("inspect", "model").output
      for tensor in printed.tensors { #expect(text.contains("  \(tensor.name) ")) }
      for hook in printed.hooks { #expect(text.contains("  \(hook.name) ")) }
      let heads = architecture.attention.heads
      #expect(text.contains("blocks.0.attn.hook_pattern"))
      #expect(text.contains("[head \(heads), query 33, key 33]"))
      #expect(text.contains(checkpoint.weightsSHA256.hex))
    }
  }
}
