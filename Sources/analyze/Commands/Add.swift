import Addition
import Arguments
import Checkpoints
import Foundation
import Interpretability
import Transformer

struct Add: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let a model add two numbers, and say how it did.",
    discussion: """
      The model answers by greedy decoding, one digit after the other, the units first.

      --explain has a row for every digit: the true digit, the model's, by how many logits it won over the runner-up, the \
      carry that comes in and through how many places it has come, and the positions that each head attends to most, with \
      the token read there and the weight.
      """,
    examples: [
      .init("analyze add checkpoints/microadder-57p 9999999999 1", "A carry through all ten digits."),
      .init("analyze add checkpoints/microadder-57p 4567 8765 --explain", "Which digits it looked at for each of its own."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @Argument(help: "The first number, 0 to 9999999999.") var a: String
  @Argument(help: "The second number, 0 to 9999999999.") var b: String
  @Flag(help: "Show for every digit what the model looked at and how sure it was.") var explain = false
  @OptionGroup var changes: InterventionOptions
  @OptionGroup var json: JSONOption

  mutating func run() throws {
    let problem = try Problem(parsing: a, b)
    let checkpoint = try checkpoint.readFinite()
    let changed = try ChangedModel(checkpoint.model, changes)
    let explanation = try Explanation(changed.model, of: problem)
    let answer = AnsweredProblem(checkpoint: checkpoint.name, explanation: explanation, isExplained: explain)
    let heading = changed.changes.map { "with \($0)\n" }.joined()
    try json.print(
      ResultOfChanges(value: answer, changed: changed), orText: heading + answer.text)
  }
}

/// A model's answer as it is printed, with or without the explanation.
private struct AnsweredProblem: Encodable {
  let checkpoint: String
  let explanation: Explanation
  let isExplained: Bool

  private enum CodingKeys: CodingKey { case checkpoint, a, b, answer, expected, correct, digits }

  private var problem: Problem { explanation.problem }
  private var isCorrect: Bool { explanation.answer == explanation.expected }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(checkpoint, forKey: .checkpoint)
    try container.encode(problem.a, forKey: .a)
    try container.encode(problem.b, forKey: .b)
    try container.encode(explanation.answer, forKey: .answer)
    try container.encode(explanation.expected, forKey: .expected)
    try container.encode(isCorrect, forKey: .correct)
    if isExplained { try container.encode(explanation.digits.map(DigitWithMargin.init), forKey: .digits) }
  }

  var text: String { isExplained ? "\(verdict)\n\n\(explanation.table.text())" : verdict }

  private var verdict: String {
    guard let answer = explanation.answer else {
      let tokens = explanation.digits.reversed().map(\.predicted.label).joined(separator: " ")
      return "\(problem) = no number  wrong: the sum is \(explanation.expected), the model's tokens are \(tokens)"
    }
    if isCorrect { return "\(problem) = \(answer)  right" }
    let digits = AnswerDigits(expected: explanation.expected, got: answer)
    var table = TextTable([.left, .left])
    table.add(["model", digits.got])
    table.add(["sum", digits.expected])
    table.add(["", digits.marks])
    return "\(problem) = \(answer)  wrong: the sum is \(explanation.expected)\n\n\(table.text(indent: 2))"
  }
}

/// A digit's own fields and its margin.
private struct DigitWithMargin: Encodable {
  let digit: Explanation.Digit

  private enum CodingKeys: CodingKey { case margin, correct }

  func encode(to encoder: any Encoder) throws {
    try digit.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(digit.margin, forKey: .margin)
    try container.encode(digit.isCorrect, forKey: .correct)
  }
}

extension Explanation.Target {
  /// The position, and the token read there unless it is the same sign: `X3(7)`, `+`.
  fileprivate var place: String { label == token ? label : "\(label)(\(token))" }
}

extension Explanation {
  /// A row for every digit and head.
  fileprivate var table: TextTable {
    var table = TextTable(
      [.left, .left, .left, .right, .left, .left, .left, .left],
      titles: ["digit", "sum", "model", "margin", "runner-up", "carry in", "head", "attends to"])
    for digit in digits {
      var facts = [
        "Z\(digit.place)", "\(digit.expected)", digit.predicted.label + (digit.isCorrect ? "" : " wrong"),
        String(format: "%.3f", digit.margin), digit.runnerUp.label,
        digit.carryIn ? "1 through \(digit.chain) place\(digit.chain == 1 ? "" : "s")" : "0",
      ]
      for head in digit.heads {
        let targets = head.targets.map { "\($0.place) \(String(format: "%.1f", 100 * $0.weight))%" }
        table.add(facts + [head.name, targets.joined(separator: "  ")])
        facts = facts.map { _ in "" }
      }
    }
    return table
  }
}
