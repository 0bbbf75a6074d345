import Addition
import Lanes

extension Pass {
  /// Answers the loaded problems by greedy autoregressive decoding: the prompt in one go, then one position at a time with
  /// the keys and values kept. Nothing of the true answers is read, and nothing is allocated.
  @specialized(where V == Lane)
  @specialized(where V == ExactLane)
  public func decode(_ weights: WeightStore<V.Scalar>, donor: Pass<V>? = nil) -> BlockAnswers<V> {
    var answers = BlockAnswers<V>(count: count)
    let promptLength = program.firstAnswerPosition + 1
    for place in 0..<Problem.sumDigits {
      let position = program.firstAnswerPosition + place
      forward(weights, positions: (place == 0 ? 0 : position)..<(position + 1), onlyAnswers: true, donor: donor)
      let token = mostLikelyToken(at: position)
      answers.append(token, place: place)
      if promptLength + place < program.positions { tokens.input[promptLength + place] = token }
    }
    return answers
  }
}

/// What a model answered to a block of problems: for each its number, or nil where one of the eleven tokens was no digit.
public struct BlockAnswers<V: LaneVector>: RandomAccessCollection, Sendable {
  /// The number of problems.
  public let count: Int
  /// The digits of 10^0 to 10^5 as a number, and those above: each is exact in a lane.
  private var (low, high) = (V.zero, V.zero)
  private var greatestToken = V.zero

  private static var lowDigits: Int { 6 }

  @inline(__always)
  init(count: Int) { self.count = count }

  @inline(__always)
  mutating func append(_ token: V, place: Int) {
    greatestToken = V.maximum(greatestToken, token)
    let isLow = place < Self.lowDigits
    var unit: V.Scalar = 1
    for _ in 0..<(isLow ? place : place - Self.lowDigits) { unit *= 10 }
    if isLow { low = low.addingProduct(unit, token) } else { high = high.addingProduct(unit, token) }
  }

  /// The first problem's index.
  public var startIndex: Int { 0 }
  /// The number of problems.
  public var endIndex: Int { count }

  /// The answer to a problem, by its place in the block.
  public subscript(index: Int) -> UInt64? {
    precondition(index >= 0 && index < count, "the block has \(count) problems, and none at \(index)")
    guard greatestToken[index] <= 9 else { return nil }
    return UInt64(high[index]) * 1_000_000 + UInt64(low[index])
  }
}
