import Addition

/// Where a sweep is: what a display needs.
public struct SweepProgress: Hashable, Sendable {
  /// One variation.
  public struct Row: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// Runs that may count: all, or with `until` those up to the success that is the last asked for as far as is known.
    public let total: Int
    /// Of these, runs that are finished, runs that are being trained, and successes.
    public let done, running, successes: Int
    /// The best validation so far.
    public let best: Proportion?
    /// Seconds until its runs are done, from the processor time of its finished runs and the number of threads; nil before
    /// there is one.
    public let secondsLeft: Double?
    /// Whether it may take less, because successes end it.
    public let mayEndEarlier: Bool
  }

  /// In the plan's order.
  public let rows: [Row]

  /// Runs that are finished and runs that may count, of all variations.
  public var done: (runs: Int, of: Int) { (rows.reduce(0) { $0 + $1.done }, rows.reduce(0) { $0 + $1.total }) }

  /// Seconds until all is done; nil as long as a variation that has runs left has none finished.
  public var secondsLeft: Double? {
    rows.reduce(0 as Double?) { sum, row in
      guard let sum, let left = row.secondsLeft else { return nil }
      return sum + left
    }
  }
}
