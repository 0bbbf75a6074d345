import Addition
import Transformer

/// What is out of the ordinary for some tensors: how they start, and how fast they learn. Of several rules for a tensor, the last
/// holds. In JSON `{"names": "model.layers.*.weight", "initial": {"normal": 1}, "rate": 0.5}`.
public struct TensorRule: Codable, Hashable, Sendable {
  /// Numbers that a tensor starts from.
  public enum Start: Hashable, Sendable {
    /// All the same. In JSON a number.
    case value(Double)
    /// Normal with mean 0 and this deviation. In JSON `{"normal": 0.02}`.
    case normal(Double)
    /// Uniform between the negative of this and itself. In JSON `{"uniform": 0.5}`.
    case uniform(Double)
    /// One by one, row by row. In JSON `[1, 0, 0, 1]`.
    case values([Double])
  }

  /// Which tensors: a pattern of names with `*`, `?`, `[ab]` and `{a,b}`.
  public var names: String
  /// How they start; nil for as the recipe's initialization says.
  public var initial: Start?
  /// What the learning rate is multiplied by; nil for 1.
  public var rate: Double?

  /// A rule for the tensors of a pattern.
  public init(names: String, initial: Start? = nil, rate: Double? = nil) {
    self.names = names
    self.initial = initial
    self.rate = rate
  }

  /// Whether the rule is about a tensor. A pattern that is none, which `validate` finds, is about no tensor.
  func fits(_ tensor: String) -> Bool { (try? HookGlob(names))?.matches(tensor) ?? false }
}

extension TensorRule.Start {
  /// A tensor's first values.
  func values(count: Int, _ random: inout RandomStream) -> [Double] {
    switch self {
    case .value(let value): Array(repeating: value, count: count)
    case .normal(let deviation): (0..<count).map { _ in deviation * random.normal() }
    case .uniform(let bound): (0..<count).map { _ in bound * random.uniform(in: -1..<1) }
    case .values(let values): values
    }
  }
}

extension TensorRule.Start: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case normal, uniform }

  /// Decodes a number, an array, or an object of one field.
  public init(from decoder: any Decoder) throws {
    if let single = try? decoder.singleValueContainer() {
      if let value = try? single.decode(Double.self) {
        self = .value(value)
        return
      }
      if let values = try? single.decode([Double].self) {
        self = .values(values)
        return
      }
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let deviation = try container.decodeIfPresent(Double.self, forKey: .normal) {
      self = .normal(deviation)
    } else {
      self = .uniform(try container.decode(Double.self, forKey: .uniform))
    }
  }

  /// Encodes what `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .value(let value):
      var single = encoder.singleValueContainer()
      try single.encode(value)
    case .values(let values):
      var single = encoder.singleValueContainer()
      try single.encode(values)
    case .normal(let deviation):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(deviation, forKey: .normal)
    case .uniform(let bound):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(bound, forKey: .uniform)
    }
  }
}

extension Recipe {
  /// The values before the first step: as the initialization says, but for the tensors of rules.
  func initialWeights(_ table: ParameterTable) -> [Float] {
    var weights = initialization.values(for: table, seed: seed)
    for (index, parameter) in table.parameters.enumerated() {
      guard let start = tensors.last(where: { $0.initial != nil && $0.fits(parameter.name) })?.initial else { continue }
      var random = RandomStream(seed: seed, purpose: .initialization, index: index)
      for (place, value) in zip(parameter.range, start.values(count: parameter.count, &random)) { weights[place] = Float(value) }
    }
    return weights
  }
}
