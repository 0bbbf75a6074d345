/// A named dimension of a trace: a name, a size, and labels where its places have names.
///
/// Within one file a name stands for one dimension, shared by everything that has it.
public struct TraceDimension: Hashable, Sendable {
  /// `position`, `head`, `query`, `key`, `d_model`, ...
  public let name: String
  /// How many places it has.
  public let size: Int
  /// One label per place (`X0 ... = ... Z10`), or `nil` where places only count.
  public let labels: [String]?

  /// A dimension whose places only count.
  public init(_ name: String, size: Int) {
    self.name = name
    self.size = size
    self.labels = nil
  }

  /// A dimension whose places have names.
  public init(_ name: String, labels: [String]) {
    self.name = name
    self.size = labels.count
    self.labels = labels
  }

  /// The sequence, labelled by what stands at each place.
  public static func position(_ labels: [String]) -> Self { Self("position", labels: labels) }
  /// The positions that attend, labelled as `position`.
  public static func query(_ labels: [String]) -> Self { Self("query", labels: labels) }
  /// The positions attended to, labelled as `position`.
  public static func key(_ labels: [String]) -> Self { Self("key", labels: labels) }
  /// The attention heads of one layer.
  public static func head(_ count: Int) -> Self { Self("head", size: count) }

  /// The dimension every dataset of a trace begins with.
  static func problem(_ count: Int) -> Self { Self("problem", size: count) }
}
