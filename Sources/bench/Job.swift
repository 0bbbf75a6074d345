import Arguments

/// What can be measured, in the order of the table.
enum Job: String, CaseIterable, ExpressibleByArgument {
  case peak, workers, training, forward, decode, evaluation, ablation, dump, figures, merge

  /// Measures and adds rows.
  func measure(_ bench: BenchRun) throws {
    switch self {
    case .peak: try bench.measurePeak()
    case .workers: try bench.measureWorkers()
    case .training: try bench.measureTraining()
    case .forward: try bench.measureForward()
    case .decode: try bench.measureDecoding()
    case .evaluation: try bench.measureEvaluation()
    case .ablation: try bench.measureAblation()
    case .dump: try bench.measureDump()
    case .figures: try bench.measureFigures()
    case .merge: try bench.measureMerging()
    }
  }
}
