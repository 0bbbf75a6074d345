/// Another place's weights, as an expression refers to them: `query`, `blocks.0.norm1`, or one factor of a product,
/// `query.first`.
public struct WeightReference: Hashable, Sendable, CustomStringConvertible {
  /// One side of a product.
  public enum Factor: String, Codable, Hashable, Sendable, CaseIterable {
    /// The factor that the input meets first.
    case first
    /// The other one.
    case second
  }

  /// The place referred to.
  public var place: WeightPlace
  /// Its block; nil for the block that refers to it, or the first one where there is none.
  public var layer: Int?
  /// The factor of its product; nil for all of its weights.
  public var factor: Factor?

  /// A reference to all of a place's weights, unless a factor is named.
  public init(_ place: WeightPlace, layer: Int? = nil, factor: Factor? = nil) {
    self.place = place
    self.layer = layer
    self.factor = factor
  }

  /// Reads what `description` writes; nil where there is no such place.
  public init?(_ text: String) {
    var words = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if words.count > 2, words[0] == "blocks", let layer = Int(words[1]) {
      self.layer = layer
      words.removeFirst(2)
    }
    if words.count == 2, let factor = Factor(rawValue: words[1]) {
      self.factor = factor
      words.removeLast()
    }
    guard words.count == 1, let place = WeightPlace(rawValue: words[0]) else { return nil }
    if layer != nil, !place.isInEveryLayer { return nil }
    self.place = place
  }

  /// As in the JSON.
  public var description: String {
    (layer.map { "blocks.\($0)." } ?? "") + place.rawValue + (factor.map { ".\($0.rawValue)" } ?? "")
  }

  /// The site that is meant where a block refers to it.
  func site(from layer: Int) -> WeightSite { WeightSite(place, layer: self.layer ?? layer) }
}
