import Addition
import Foundation
import Lanes
import Transformer

/// How a model answers one problem, digit by digit, under greedy decoding: what it saw were its own earlier digits.
public struct Explanation: Codable, Hashable, Sendable {
  /// A token and how sure the model was of it.
  public struct Candidate: Codable, Hashable, Sendable {
    /// The token's number.
    public let token: Int
    /// Its label, such as `7` or `EOS`.
    public let label: String
    /// Its logit.
    public let logit: Double
    /// Its probability, by the softmax of all logits.
    public let probability: Double
  }

  /// A key that a head looked at.
  public struct Target: Codable, Hashable, Sendable {
    /// The key's position.
    public let position: Int
    /// Its label, such as `X3`.
    public let label: String
    /// What it is to the digit.
    public let role: KeyRole
    /// The label of the token read there: an operand's digit, or one of the model's own.
    public let token: String
    /// The attention weight.
    public let weight: Double
  }

  /// Where a head looked from the query that predicts a digit.
  public struct Head: Codable, Hashable, Sendable {
    /// The block, from 0.
    public let layer: Int
    /// The head within the block, from 0.
    public let head: Int
    /// The keys with the greatest weight, greatest first.
    public let targets: [Target]

    /// Such as `L0H1`.
    public var name: String { "L\(layer)H\(head)" }
  }

  /// One digit of the answer.
  public struct Digit: Codable, Hashable, Sendable {
    /// The digit's place, 0 for units.
    public let place: Int
    /// The true digit.
    public let expected: Int
    /// What the model answered.
    public let predicted: Candidate
    /// The second most likely token.
    public let runnerUp: Candidate
    /// Whether a carry enters the place.
    public let carryIn: Bool
    /// How many places that carry has travelled, 0 for none.
    public let chain: Int
    /// What the place does with a carry; nil for place 10, which has no operand digits.
    public let kind: CarryKind?
    /// Where each head looked.
    public let heads: [Head]

    /// The predicted token's logit minus the runner-up's.
    public var margin: Double { predicted.logit - runnerUp.logit }
    /// Whether the prediction is the true digit.
    public var isCorrect: Bool { predicted.token == expected }
  }

  /// The problem.
  public let problem: Problem
  /// The true sum.
  public let expected: UInt64
  /// The model's answer; nil if it is no number.
  public let answer: UInt64?
  /// The eleven digits, units first.
  public let digits: [Digit]
  /// What the prompt holds besides the operands' digits, by the labels of the positions: `+`, `=`, `BOS`.
  public let signs: [String]

  /// Decodes one problem and reads what the model did.
  ///
  /// - Parameter targetsPerHead: how many keys to list for each head.
  /// - Throws: `AnalysisError.notFinite` for a diverged model.
  public init(_ model: Model, of problem: Problem, targetsPerHead: Int = 3) throws(AnalysisError) {
    let pass = Pass<Lane>(model.program)
    pass.load([problem])
    answer = pass.decode(WeightStore(model.program, parameters: model.weights)).first ?? nil
    self.problem = problem
    expected = problem.sum

    let format = model.architecture.format
    signs = format.positionLabels.prefix(format.promptLength).filter { Int($0.dropFirst()) == nil }
    let carries = Carries(problem)
    var candidates: [(Candidate, Candidate)] = []
    for digit in 0..<format.answerLength {
      candidates.append(try Self.ranked(pass.logits(at: format.query(answerDigit: digit)), format))
    }
    // What stands in the sequence: the prompt, then the model's own tokens.
    let sequence = format.prompt(of: problem).map(Int.init) + candidates.map(\.0.token)
    digits = candidates.enumerated().map { place, candidates in
      let query = format.query(answerDigit: place)
      let heads = model.program.attentionPatterns.flatMap { layer, hook in
        (0..<(hook.heads ?? 1)).map { head in
          let all = (0...query).map { key in
            Target(
              position: key, label: format.positionLabels[key], role: KeyRole(key: key, answerDigit: place, format: format),
              token: format.tokenLabels[sequence[key]],
              weight: Double(pass.activation(hook, lane: 0, head: head, position: query, feature: key)))
          }
          let top = all.sorted { ($0.weight, $1.position) > ($1.weight, $0.position) }.prefix(max(targetsPerHead, 0))
          return Head(layer: layer, head: head, targets: Array(top))
        }
      }
      return Digit(
        place: place, expected: Int(problem.sumDigits[place]), predicted: candidates.0, runnerUp: candidates.1,
        carryIn: carries.carryIn(place), chain: carries.chain(into: place),
        kind: place < Problem.operandDigits ? carries.kind(place) : nil, heads: heads)
    }
  }

  /// The two most likely tokens; the lower number wins a tie, as in decoding.
  private static func ranked(_ logits: UnsafeMutablePointer<Lane>, _ format: TokenFormat) throws(AnalysisError) -> (
    Candidate, Candidate
  ) {
    let values = (0..<format.vocabularySize).map { Double(logits[$0][0]) }
    guard values.allSatisfy(\.isFinite) else { throw .notFinite(quantity: "the logits") }
    let order = values.indices.sorted { (values[$0], $1) > (values[$1], $0) }
    let highest = values[order[0]]
    let total = values.reduce(0) { $0 + exp($1 - highest) }
    func candidate(_ token: Int) -> Candidate {
      Candidate(
        token: token, label: format.tokenLabels[token], logit: values[token], probability: exp(values[token] - highest) / total)
    }
    return (candidate(order[0]), candidate(order[1]))
  }
}
