import Transformer

/// Where a model's parameters go: its tensors by what they do.
public struct ParameterBudget: Codable, Hashable, Sendable {
  /// What a tensor does in the computation.
  public enum Function: String, Codable, Hashable, Sendable, CaseIterable {
    case tokenEmbedding = "token embedding"
    case positions = "positions"
    case queryKey = "attention queries and keys"
    case value = "attention values"
    case output = "attention output"
    case mlp = "MLP"
    case norm = "norms"
    case unembedding = "unembedding"
  }

  /// One tensor, or the part of it that does one thing.
  public struct Entry: Codable, Hashable, Sendable {
    /// The tensor's published name.
    public let tensor: String
    /// What it is counted under.
    public let function: Function
    /// What else the same numbers do.
    public let alsoServes: [Function]
    /// The tensor's shape, row-major; empty for a single number.
    public let shape: [Int]
    /// How many of its numbers this entry counts: all, unless queries, keys and values share a tensor.
    public let count: Int
    /// Whether they are learned. Frozen numbers count for nothing.
    public let isLearned: Bool
    /// Further names under which the same numbers appear in published files.
    public let ties: [String]
  }

  /// The numbers of one function.
  public struct Share: Codable, Hashable, Sendable {
    /// The function.
    public let function: Function
    /// Learned numbers counted under it.
    public let learned: Int
    /// Frozen numbers.
    public let frozen: Int
  }

  /// All tensors, in the order of the parameters.
  public let entries: [Entry]
  /// One share for every function, in the order of `Function.allCases`.
  public let shares: [Share]
  /// Learned numbers in all: what a model is named by.
  public let learned: Int
  /// Frozen numbers in all.
  public let frozen: Int

  /// The budget of a program.
  public init(_ program: Program) {
    let entries = program.parameters.parameters.flatMap { Self.entries($0, program.architecture) }
    self.entries = entries
    shares = Function.allCases.map { function in
      func count(learned: Bool) -> Int {
        entries.reduce(0) { $0 + ($1.function == function && $1.isLearned == learned ? $1.count : 0) }
      }
      return Share(function: function, learned: count(learned: true), frozen: count(learned: false))
    }
    learned = shares.reduce(0) { $0 + $1.learned }
    frozen = shares.reduce(0) { $0 + $1.frozen }
  }

  private static func entries(_ parameter: Parameter, _ architecture: Architecture) -> [Entry] {
    func entry(_ function: Function, count: Int) -> Entry {
      Entry(
        tensor: parameter.name, function: function, alsoServes: alsoServes(parameter, function, architecture),
        shape: parameter.shape, count: count, isLearned: parameter.isTrainable, ties: parameter.ties)
    }
    if AttentionPart(parameter.name) == .fused {
      // Rows, or columns of a second factor: queries, keys, values, equally many.
      return [entry(.queryKey, count: parameter.count / 3 * 2), entry(.value, count: parameter.count / 3)]
    }
    return [entry(function(parameter), count: parameter.count)]
  }

  private static func function(_ parameter: Parameter) -> Function {
    let name = parameter.name
    switch parameter.role {
    case .tokenEmbedding: return .tokenEmbedding
    case .positionEmbedding, .specialPosition: return .positions
    case .angle: return .queryKey
    case .normWeight, .normBias: return .norm
    case .scalar: return name.hasPrefix("tok_") ? .tokenEmbedding : .positions
    case .projection, .firstFactor, .secondFactor, .bias:
      if name.contains("mlp.") || name.contains("ffn.") { return .mlp }
      switch AttentionPart(name) {
      case .queryKey, .fused, .shared: return .queryKey
      case .value: return .value
      case .output: return .output
      case nil: return .unembedding
      }
    }
  }

  /// Ties within the computation: the token table in the logits, MicroAdder's projection in values and MLP.
  private static func alsoServes(_ parameter: Parameter, _ function: Function, _ architecture: Architecture) -> [Function] {
    switch function {
    case .queryKey where AttentionPart(parameter.name) == .shared: [.value]
    case .tokenEmbedding: architecture.unembedding == .own ? [] : [.unembedding]
    case .unembedding where architecture.unembedding == .projected:
      (architecture.attention.tiesValueToUnembedding ? [.value] : []) + (architecture.mlp.tiesDownToUnembedding ? [.mlp] : [])
    default: []
    }
  }
}
