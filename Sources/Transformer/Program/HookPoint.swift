/// A named place in the computation that can be read and intervened on, under TransformerLens's name.
public struct HookPoint: Hashable, Sendable {
  /// What an activation holds at every position.
  public enum Shape: Hashable, Sendable {
    /// `[position, feature]`.
    case features(Int)
    /// `[head, position, feature]`: queries, keys, values and their mixtures.
    case headFeatures(heads: Int, width: Int)
    /// `[head, query, key]`, causal: keys after the query hold nothing, and read as zero.
    case attention(heads: Int)
  }

  /// For example `blocks.0.attn.hook_pattern`.
  public let name: String
  /// What the activation holds at every position.
  public let shape: Shape
  /// The features' name as a dimension, such as `d_model`; `key` for attention.
  public let featureDimension: String
  /// The buffer that holds it.
  let buffer: Int

  /// Heads, or nil where the activation has none.
  public var heads: Int? {
    switch shape {
    case .features: nil
    case .headFeatures(let heads, _), .attention(let heads): heads
    }
  }

  /// Features per position and head; as many as positions for attention.
  public func features(positions: Int) -> Int {
    switch shape {
    case .features(let width), .headFeatures(_, let width): width
    case .attention: positions
    }
  }

  /// The names of the dimensions of one problem's array: `head`?, `position`, and the features'; for attention `head`,
  /// `query`, `key`.
  public var dimensionNames: [String] {
    switch shape {
    case .features: ["position", featureDimension]
    case .headFeatures: ["head", "position", featureDimension]
    case .attention: ["head", "query", featureDimension]
    }
  }

  /// The array shape of one problem: `[head?, position, feature]`.
  public func dimensions(positions: Int) -> [Int] {
    (heads.map { [$0] } ?? []) + [positions, features(positions: positions)]
  }
}
