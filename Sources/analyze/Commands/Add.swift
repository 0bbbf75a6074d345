import Addition
import Arguments
import Checkpoints
import Transformer

struct Add: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let a model add two numbers.",
    discussion: "The model answers by greedy decoding, one digit after the other, the units first.",
    examples: [
      .init("analyze add checkpoints/microadder-57p 9999999999 1", "A carry through all ten digits.")
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @Argument(help: "The first number, 0 to 9999999999.") var a: String
  @Argument(help: "The second number, 0 to 9999999999.") var b: String
  @OptionGroup var json: JSONOption

  mutating func run() throws {
    let problem = try Problem(parsing: a, b)
    let checkpoint = try checkpoint.read()
    let answer = checkpoint.model.answers(to: ProblemSuite(name: "add", problems: [problem])).first.flatMap { $0 }
    let sum = Sum(checkpoint: checkpoint.name, problem: problem, answer: answer)
    try json.print(sum, orText: sum.text)
  }
}

/// One problem and a model's answer, as it is printed.
private struct Sum: Encodable {
  let checkpoint: String
  let problem: Problem
  let answer: UInt64?

  private enum CodingKeys: CodingKey { case checkpoint, a, b, answer, expected, correct }

  private var isCorrect: Bool { answer == problem.sum }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(checkpoint, forKey: .checkpoint)
    try container.encode(problem.a, forKey: .a)
    try container.encode(problem.b, forKey: .b)
    try container.encode(answer, forKey: .answer)
    try container.encode(problem.sum, forKey: .expected)
    try container.encode(isCorrect, forKey: .correct)
  }

  var text: String {
    guard let answer else {
      return "\(problem) = no number: not all of the model's eleven tokens are digits; the sum is \(problem.sum)"
    }
    if isCorrect { return "\(problem) = \(answer)  right" }
    let digits = AnswerDigits(expected: problem.sum, got: answer)
    var table = TextTable([.left, .left])
    table.add(["model", digits.got])
    table.add(["sum", digits.expected])
    table.add(["", digits.marks])
    return "\(problem) = \(answer)  wrong: the sum is \(problem.sum)\n\n\(table.text(indent: 2))"
  }
}
