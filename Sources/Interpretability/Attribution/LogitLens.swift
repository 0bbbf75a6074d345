import Addition

/// The logit lens (nostalgebraist 2020): what every point of the residual stream already says, read as if it were the last.
public struct LogitLens: Codable, Hashable, Sendable {
  /// One point and one digit of the answer.
  public struct Row: Codable, Hashable, Sendable {
    /// The hook: `hook_embed` (token vectors alone), `blocks.0.hook_resid_pre`, ...
    public let hook: String
    /// The digit's place, 0 for units.
    public let place: Int
    /// How often the most likely token is the right one.
    public let accuracy: Estimate
    /// The right digit's logit less that of the digit which the flipped carry would give; of nothing at place 0.
    public let logitDifference: Estimate
    /// The divergence KL(final || lens) of the next token's distributions, in nats.
    public let divergence: Estimate
  }

  /// Point by point in the order of the computation, each with all digits.
  public let rows: [Row]

  /// The points, in order.
  public var hooks: [String] {
    rows.reduce(into: []) { hooks, row in
      if hooks.last != row.hook { hooks.append(row.hook) }
    }
  }
}
