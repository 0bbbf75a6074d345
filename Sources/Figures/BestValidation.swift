import Training

extension TrainingCurve {
  /// The validation whose weights a run keeps: most whole answers right, of equals the lowest loss, of equals the first.
  package var bestRecord: TrainingRecord? {
    records.max {
      ($0.validation.exactMatch.count, -$0.validation.loss) < ($1.validation.exactMatch.count, -$1.validation.loss)
    }
  }
}
