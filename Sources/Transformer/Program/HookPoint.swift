/// A named place in the computation that can be read and intervened on, under the name that TransformerLens gives it from version 3
/// on, with its shape and its values.
public struct HookPoint: Hashable, Sendable {
  /// What an activation holds at every position.
  public enum Shape: Hashable, Sendable {
    /// `[position, feature]`.
    case features(Int)
    /// `[position, head, feature]`: queries, keys, values and their mixtures.
    case headFeatures(heads: Int, width: Int)
    /// `[head, query, key]`, causal: keys after the query hold nothing, and read as `masked`.
    case attention(heads: Int, masked: Float)
  }

  /// For example `blocks.0.attn.hook_pattern`.
  public let name: String
  /// What the activation holds at every position.
  public let shape: Shape
  /// The features' name as a dimension, such as `d_model`; `key` for attention.
  public let featureDimension: String
  /// The buffer that holds it.
  package let buffer: Int

  /// Heads, or nil where the activation has none.
  public var heads: Int? {
    switch shape {
    case .features: nil
    case .headFeatures(let heads, _), .attention(let heads, _): heads
    }
  }

  /// Whether it is `[head, query, key]`.
  public var isAttention: Bool {
    if case .attention = shape { true } else { false }
  }

  /// Features per position and head; as many as positions for attention.
  public func features(positions: Int) -> Int {
    switch shape {
    case .features(let width), .headFeatures(_, let width): width
    case .attention: positions
    }
  }

  /// The names of the dimensions of one problem's array: `position`, `head`?, and the features'; for attention `head`,
  /// `query`, `key`.
  public var dimensionNames: [String] {
    switch shape {
    case .features: ["position", featureDimension]
    case .headFeatures: ["position", "head", featureDimension]
    case .attention: ["head", "query", featureDimension]
    }
  }

  /// The array shape of one problem, in the order of `dimensionNames`.
  public func dimensions(positions: Int) -> [Int] {
    switch shape {
    case .features(let width): [positions, width]
    case .headFeatures(let heads, let width): [positions, heads, width]
    case .attention(let heads, _): [heads, positions, positions]
    }
  }

  /// Where a value stands in one problem's array, flattened.
  ///
  /// - Parameters:
  ///   - head: 0 where there are none.
  ///   - position: for attention, the query.
  ///   - feature: for attention, the key.
  ///   - positions: those of a full pass.
  public func index(head: Int, position: Int, feature: Int, positions: Int) -> Int {
    switch shape {
    case .features(let width): position * width + feature
    case .headFeatures(let heads, let width): (position * heads + head) * width + feature
    case .attention: (head * positions + position) * positions + feature
    }
  }
}

/// Hooks that cost steps of their own and are there when asked for. TransformerLens has a flag for each.
public struct ExtraHooks: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: Int

  /// A set of extra hooks.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// `blocks.L.attn.hook_result`: what each head writes, `[position, head, d_model]` (`use_attn_result`).
  public static let attentionResult = ExtraHooks(rawValue: 1)
  /// `blocks.L.hook_q_input`, `hook_k_input`, `hook_v_input`: the residual stream as each head reads it, before its norm,
  /// `[position, head, d_model]`, and `blocks.L.hook_mlp_in` (`use_split_qkv_input`, `use_hook_mlp_in`). The norm before attention
  /// is then taken head by head, and has no hooks.
  public static let splitInputs = ExtraHooks(rawValue: 2)
}
