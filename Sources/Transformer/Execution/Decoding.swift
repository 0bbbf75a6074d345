import Addition
import Lanes

extension Pass {
  /// Answers the loaded problems by greedy autoregressive decoding: the prompt in one go, then one position at a time with
  /// the keys and values kept. Nothing of the true answers is read.
  ///
  /// - Returns: for each problem its answer, or nil where a token of the eleven was no digit.
  @specialized(where V == Lane)
  @specialized(where V == ExactLane)
  public func decode(_ weights: WeightStore<V.Scalar>, donor: Pass<V>? = nil) -> [UInt64?] {
    let format = program.architecture.format
    let lanes = V.laneCount
    let answer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: format.answerLength * lanes)
    defer { answer.deallocate() }
    answer.initialize(repeating: 0)
    guard let tokens = answer.baseAddress else { return [] }
    for digit in 0..<format.answerLength {
      let position = format.promptLength - 1 + digit
      let fresh = digit == 0 ? 0..<(position + 1) : position..<(position + 1)
      forward(weights, positions: fresh, onlyAnswers: true, donor: donor)
      CrossEntropy.mostLikely(logits(at: position), vocabulary: format.vocabularySize, into: tokens + digit * lanes)
      if position + 1 < program.positions {
        (inputTokens + (position + 1) * lanes).update(from: tokens + digit * lanes, count: lanes)
        label((position + 1)..<(position + 2))
      }
    }
    return (0..<count).map { format.decode(UnsafeBufferPointer(answer), lane: $0, lanes: lanes) }
  }
}
