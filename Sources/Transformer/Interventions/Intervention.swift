/// A change to an activation while the model runs: which hook, which part of it, and what becomes of it.
///
/// A value: it can be printed, stored as JSON and compared. `Program.intervening(with:)` inserts it as a step after the hook. What
/// it cannot say, a `HookEdit` can.
public struct Intervention: Codable, Hashable, Sendable, CustomStringConvertible {
  /// What the selected part becomes.
  public enum Operation: Codable, Hashable, Sendable {
    /// Zero ablation.
    case zero
    /// Mean ablation, or any other fixed activation: one problem's values of the whole hook, laid out as
    /// `HookPoint.dimensions`, flattened.
    case values([Float])
    /// Multiplies by a factor.
    case scale(Float)
    /// Adds a vector at every selected position, and in every selected head: one number for each selected feature, in their order.
    /// Steering with a direction; Turner et al. 2023.
    case add([Float])
    /// Resample ablation or patching: the activation at the same place of the problem's partner, its donor, which is run beside it.
    case donor
    /// Path patching: what some earlier hooks wrote into the residual stream is, for this reader alone, what they wrote for the
    /// problem's donor. Adds to the place, which holds the stream, the donor's value minus the problem's own of every source;
    /// Goldowsky-Dill et al. 2023.
    case paths([PathSource])

    /// Whether it takes values from the problem's donor.
    public var needsDonor: Bool {
      switch self {
      case .donor, .paths: true
      case .zero, .values, .scale, .add: false
      }
    }
  }

  /// A hook whose values were added to the residual stream, or one head of it.
  public struct PathSource: Codable, Hashable, Sendable {
    /// The hook point's name: `hook_embed`, `hook_pos_embed`, `blocks.L.attn.hook_result`, `blocks.L.hook_attn_out` or
    /// `blocks.L.hook_mlp_out`.
    public var hook: String
    /// The head, where the hook has heads.
    public var head: Int?

    /// A source by its hook and head.
    public init(_ hook: String, head: Int? = nil) {
      (self.hook, self.head) = (hook, head)
    }
  }

  /// The hook point's name.
  public var hook: String
  /// The head, or nil for all heads.
  public var head: Int?
  /// Positions (for attention: queries), or nil for all.
  public var positions: [Int]?
  /// Features (for attention: keys), or nil for all.
  public var features: [Int]?
  /// What the selected part becomes.
  public var operation: Operation

  /// A change to the whole hook, unless a part of it is named.
  public init(
    hook: String, head: Int? = nil, positions: [Int]? = nil, features: [Int]? = nil, operation: Operation
  ) {
    self.hook = hook
    self.head = head
    self.positions = positions
    self.features = features
    self.operation = operation
  }

  /// In words, such as `zero blocks.0.attn.hook_z head 1`.
  public var description: String {
    var place = hook
    if let head { place += " head \(head)" }
    if let positions { place += " positions \(positions)" }
    if let features { place += " features \(features)" }
    return switch operation {
    case .zero: "zero \(place)"
    case .values: "fix \(place)"
    case .scale(let factor): "scale \(place) by \(factor)"
    case .add: "add to \(place)"
    case .donor: "resample \(place)"
    case .paths(let sources): "patch the paths from \(sources.map(\.text).joined(separator: ", ")) to \(place)"
    }
  }
}

extension Intervention.PathSource {
  /// Such as `hook_embed` or `blocks.0.attn.hook_result head 1`.
  var text: String { hook + (head.map { " head \($0)" } ?? "") }
}

/// Why an intervention fits no program, or cannot be run so.
public struct InterventionError: Error, CustomStringConvertible, Hashable {
  /// The intervention, as printed.
  public let intervention: String
  /// What is wrong, and what would do.
  public let problem: String

  /// An error about an intervention.
  public init(intervention: String, problem: String) {
    self.intervention = intervention
    self.problem = problem
  }

  /// The whole sentence.
  public var description: String { "cannot \(intervention): \(problem)" }
}
