import Arguments

/// What a `--time-limit` may be.
enum TimeLimit {
  /// - Throws: `ValidationError` for one that is no time; none is fine.
  static func validate(_ seconds: Double?) throws {
    guard let seconds, !(seconds > 0 && seconds <= 1e6) else { return }
    throw ValidationError("--time-limit must be above 0 and at most 1,000,000 seconds and is \(seconds)")
  }
}
