/// What an ablated activation becomes.
public enum Ablation: String, Codable, Hashable, Sendable, CaseIterable {
  /// Zero.
  case zero
  /// Its mean over a held-out sample, position by position: what depends on the problem is gone, what depends on the
  /// position stays.
  case mean
  /// Its value on another problem, drawn at random from a held-out sample: keeps the distribution, breaks the meaning.
  case resample
  /// A number of one's own.
  case fixed

  /// Those that need no number.
  public static let standard: [Ablation] = [.zero, .mean, .resample]
}
