import Addition
import Lanes

extension Pass {
  /// Answers the loaded problems by greedy autoregressive decoding: the prompt in one go, then one position at a time with
  /// the keys and values kept. Nothing of the true answers is read, and nothing is allocated.
  ///
  /// Afterwards the pass holds the model's own digits: load the problems again before a teacher-forced pass.
  @specialized(where V == Lane)
  @specialized(where V == ExactLane)
  public func decode(_ weights: WeightStore<V.Scalar>) -> BlockAnswers<V> {
    var answers = BlockAnswers<V>(count: count)
    let promptLength = program.firstAnswerPosition + 1
    for place in 0..<Problem.sumDigits {
      let position = program.firstAnswerPosition + place
      forward(weights, positions: (place == 0 ? 0 : position)..<(position + 1), onlyAnswers: true)
      let token = mostLikelyToken(at: position)
      answers.append(token, place: place)
      if promptLength + place < program.positions { tokens.input[promptLength + place] = token }
    }
    return answers
  }
}
