import Addition

/// Direct logit attribution (Elhage et al. 2021): how much each component's own write to the residual stream adds to the logit
/// difference between the right digit and the one that the flipped carry would give.
///
/// The final norm divides by the scale that it really has, held fixed. Everything after it is affine, so that contributions sum to the
/// logit difference. `constant` is what biases after the residual stream add; an MLP's bias is apart from the rest of its write.
public struct DirectAttribution: Codable, Hashable, Sendable {
  /// One component and one digit of the answer, by whether a carry enters it.
  public struct Row: Codable, Hashable, Sendable {
    /// `tokens`, `positions`, `L0H0`, `L0 MLP`, `L0 MLP bias`, `constant`.
    public let component: String
    /// The digit's place, 1...10.
    public let place: Int
    /// Whether a carry enters the digit.
    public let hasCarry: Bool
    /// The mean contribution, in logits.
    public let contribution: Estimate
  }

  /// Component by component, each with all digits, without a carry and with one.
  public let rows: [Row]
  /// The logit difference itself, as rows of a component `all`.
  public let logitDifference: [Row]
  /// The furthest that the contributions' sum is from the logit difference, in parts of the largest contribution: what float32 loses.
  public let largestGap: Double

  /// The components, in the order of the computation.
  public var components: [String] {
    rows.reduce(into: []) { names, row in
      if names.last != row.component { names.append(row.component) }
    }
  }
}
