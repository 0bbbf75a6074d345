import Lanes

/// What a pass predicts of the answer, lane by lane, once the position has been run.
///
/// Numbers are small and whole, so sums of them over lanes and positions are exact. Lanes that hold no problem of their own
/// are zero in every count.
extension Pass {
  /// The number of the most likely token at a position; the lowest wins a tie, and 255 stands where a logit is no number
  /// or logits are infinite both ways.
  @specialized(where V == Lane)
  @specialized(where V == ExactLane)
  public func mostLikelyToken(at position: Int) -> V {
    CrossEntropy.mostLikely(logits(at: position), vocabulary: vocabulary)
  }

  /// One where the most likely token at a position is the one that follows in truth, else zero.
  ///
  /// - Precondition: the position predicts a token of the answer.
  @specialized(where V == Lane)
  @specialized(where V == ExactLane)
  public func hits(at position: Int) -> V {
    let truth = tokens.answer[position - program.firstAnswerPosition]
    return tokens.problems.masked(where: mostLikelyToken(at: position) - truth, equal: 0)
  }

  /// One where a carry enters the answer's digit of a place, 0...10, else zero.
  public func carries(into place: Int) -> V { tokens.problems * tokens.carries[place] }

  /// Whether greedy decoding would answer every loaded problem right, decided by one teacher-forced pass.
  @specialized(where V == Lane)
  @specialized(where V == ExactLane)
  func answersAllRight(_ weights: WeightStore<V.Scalar>) -> Bool {
    let length = program.architecture.format.answerLength
    let answers = program.firstAnswerPosition..<(program.firstAnswerPosition + length)
    forward(weights, positions: 0..<answers.upperBound, onlyAnswers: true)
    var right = V.zero
    for position in answers { right += hits(at: position) }
    return right.laneSum == V.Scalar(length * count)
  }
}
