import Transformer

/// What there is to know of a checkpoint short of its weights' values: for `analyze inspect`, reports and scripts.
public struct CheckpointSummary: Encodable, Sendable {
  /// One tensor.
  public struct Tensor: Encodable, Sendable {
    /// The published name.
    public let name: String
    /// Row-major; empty for a single number.
    public let shape: [Int]
    /// How many numbers it has.
    public let count: Int
    /// Whether it is learned or frozen.
    public let isLearned: Bool
    /// Further names under which the source writes the same values.
    public let ties: [String]
    /// The places of the computation that use its values.
    public let uses: [String]

    private enum CodingKeys: String, CodingKey {
      case name, shape, count, ties, uses
      case isLearned = "learned"
    }
  }

  /// One place that can be recorded and intervened on.
  public struct Hook: Encodable, Sendable {
    /// TransformerLens's name.
    public let name: String
    /// The dimensions' names, such as `head`, `query`, `key`.
    public let dimensions: [String]
    /// One problem's array shape, in the order of `dimensions`.
    public let shape: [Int]
  }

  /// What the model is called.
  public let name: String
  /// The number of learned parameters, ties counted once.
  public let parameters: Int
  /// How many further numbers are frozen.
  public let frozen: Int
  /// The SHA-256 of all weights, in hexadecimal.
  public let weightsSHA256: String
  /// The file's notes, such as recipe, seed and step.
  public let notes: [String: String]
  /// The description itself.
  public let architecture: Architecture
  /// The description in plain words.
  public let summary: [Architecture.SummaryLine]
  /// Every tensor, learned ones first.
  public let tensors: [Tensor]
  /// Every hook point, in the order of computation.
  public let hooks: [Hook]
}

extension Checkpoint {
  /// What there is to know of the checkpoint short of its weights' values.
  public var summary: CheckpointSummary {
    let program = model.program
    let table = program.parameters
    return CheckpointSummary(
      name: name, parameters: table.learnableCount, frozen: table.count - table.learnableCount,
      weightsSHA256: weightsSHA256.hex, notes: notes, architecture: model.architecture, summary: model.architecture.summary,
      tensors: table.parameters.map {
        .init(
          name: $0.name, shape: $0.shape, count: $0.count, isLearned: $0.isTrainable,
          ties: $0.ties, uses: $0.uses.map(\.rawValue))
      },
      hooks: program.hooks.map {
        .init(name: $0.name, dimensions: $0.dimensionNames, shape: $0.dimensions(positions: program.positions))
      })
  }
}
