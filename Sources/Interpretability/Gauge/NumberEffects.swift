import Addition
import Foundation
import Lanes
import Transformer

/// What every learned number is worth: the loss and the answers when it is zero, or a round number near it.
public struct NumberEffects: Encodable, Sendable {
  /// What a change does.
  public struct Effect: Encodable, Hashable, Sendable {
    /// What the number becomes.
    public let value: Float
    /// The mean cross-entropy over the answers' tokens, in nats, less that without the change; nil where it is no number.
    public let lossChange: Double?
    /// Problems whose eleven digits are all right.
    public let accuracy: Proportion
  }

  /// One number.
  public struct Row: Encodable, Hashable, Sendable {
    /// Which.
    public let number: GaugeStudy.Number
    /// Its value.
    public let value: Float
    /// When it is zero.
    public let zero: Effect
    /// When it is rounded to one digit; nil where it is so already.
    public let round: Effect?
  }

  /// The loss without a change.
  public let loss: Double
  /// The problems that are all right without a change.
  public let accuracy: Proportion
  /// In the order of the parameters.
  public let rows: [Row]

  init(_ model: Model, _ numbers: [GaugeStudy.Number], on problems: ProblemSuite, threads: Int) {
    let plain = model.lossAndAccuracy(problems, threads: threads)
    (loss, accuracy) = plain
    let results = Parallel.map(items: numbers.count, workers: threads) {
      ()
    } _: { _, index -> Row in
      let (number, value) = (numbers[index], model.weights[index])
      func effect(_ new: Float) -> Effect {
        let edit = WeightEdit(number.tensor, number.indices, value: new)
        // The edit is of a number that the model has.
        let changed = (try? model.setting([edit])) ?? model
        let after = changed.lossAndAccuracy(problems, threads: 1)
        let change = after.loss - plain.loss
        return Effect(value: new, lossChange: change.isFinite ? change : nil, accuracy: after.accuracy)
      }
      let round = Self.round(value)
      return Row(number: number, value: value, zero: effect(0), round: round == value ? nil : effect(round))
    }
    rows = results
  }

  /// The nearest number of one digit.
  static func round(_ value: Float) -> Float {
    guard value != 0, value.isFinite else { return value }
    return Float(String(format: "%.0e", Double(value))) ?? value
  }
}

extension Model {
  /// The mean loss of the answers' tokens and the exact accuracy, teacher-forced, which is that of decoding.
  fileprivate func lossAndAccuracy(_ problems: ProblemSuite, threads: Int) -> (loss: Double, accuracy: Proportion) {
    let length = architecture.format.answerLength
    let parts = forEachBlock(of: problems, threads: threads, isLean: true, initial: (loss: 0.0, right: 0)) {
      pass, weights, indices, part in
      pass.forward(weights, positions: 0..<program.positions, onlyAnswers: true)
      var hits = Lane(repeating: 0)
      for place in 0..<length {
        let position = program.firstAnswerPosition + place
        let losses = CrossEntropy.loss(
          pass.logits(at: position), vocabulary: architecture.format.vocabularySize, target: pass.targets(at: position))
        for lane in indices.indices { part.loss += Double(losses[lane - indices.startIndex]) }
        hits += pass.hits(at: position)
      }
      for lane in 0..<indices.count where hits[lane] == Float(length) { part.right += 1 }
    }
    return (
      parts.reduce(0) { $0 + $1.loss } / Double(max(problems.count * length, 1)),
      Proportion(parts.reduce(0) { $0 + $1.right }, of: problems.count)
    )
  }
}
