import Addition
import Files
import Lanes
import Transformer

extension Checkpoint {
  /// Fails for a model whose numbers run out of float32's range, so that what it computes means nothing.
  ///
  /// One block of problems is run, with sums of every length and carries of every kind: a model that stays finite there may
  /// overflow elsewhere, but none was seen to.
  ///
  /// - Parameter path: what errors call the checkpoint.
  /// - Throws: `FileError` if a logit is infinite or no number.
  public func requireFiniteLogits(path: String) throws(FileError) {
    let program = model.program
    let problems = ProblemSuite.carry(count: Lane.laneCount, seed: 1)
    let pass = Pass<Lane>(program)
    pass.load(count: problems.count) { problems[$0] }
    pass.forward(WeightStore(program, parameters: model.weights))
    for position in program.firstAnswerPosition..<program.positions {
      let logits = pass.logits(at: position)
      for token in 0..<program.architecture.format.vocabularySize {
        for lane in 0..<pass.count where !logits[token][lane].isFinite {
          throw FileError(
            .badData, path: path, problem: "the model's logits are infinite or NaN: its numbers leave float32's range",
            remedy: "the training has diverged or the weights are damaged: use another checkpoint")
        }
      }
    }
  }
}
