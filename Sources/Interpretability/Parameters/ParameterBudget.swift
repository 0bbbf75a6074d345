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
    let entries = program.parameters.parameters.flatMap(Self.entries)
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

  private static func entries(_ parameter: Parameter) -> [Entry] {
    // Queries, keys and values may lie in one tensor.
    var counts: [(function: Function, count: Int)] = []
    for share in parameter.shares {
      let function = Function(share.place)
      if let index = counts.firstIndex(where: { $0.function == function }) {
        counts[index].count += share.count
      } else {
        counts.append((function, share.count))
      }
    }
    let own = Set(counts.map(\.function))
    let others = Set(parameter.uses.map(Function.init)).subtracting(own)
    return counts.map { function, count in
      Entry(
        tensor: parameter.name, function: function, alsoServes: Function.allCases.filter(others.contains), shape: parameter.shape,
        count: count, isLearned: parameter.isTrainable, ties: parameter.ties)
    }
  }
}

extension ParameterBudget.Function {
  /// What the weights of a place do.
  init(_ place: WeightPlace) {
    self =
      switch place {
      case .tokens: .tokenEmbedding
      case .positions: .positions
      case .query, .key, .queryNorm, .keyNorm: .queryKey
      case .value: .value
      case .output: .output
      case .gate, .up, .down: .mlp
      case .norm1, .norm2, .finalNorm: .norm
      case .projection, .unembedding: .unembedding
      }
  }
}
