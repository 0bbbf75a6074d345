/// One named tensor of weights.
public struct Parameter: Hashable, Sendable {
  /// What a tensor is for: this decides how it is initialized.
  public enum Role: Hashable, Sendable {
    case tokenEmbedding
    case positionEmbedding
    /// A learned vector for a special position.
    case specialPosition
    /// A weight matrix with so many inputs and outputs.
    case projection(inputs: Int, outputs: Int)
    /// The first (input side) and second factor of a low-rank matrix.
    case firstFactor(inputs: Int, rank: Int)
    case secondFactor(rank: Int, outputs: Int)
    case bias
    /// The angle by which a head turns its queries.
    case angle
    case normWeight
    case normBias
    /// A single number with a fixed initial value.
    case scalar(initial: Double)
  }

  /// The published name, as in the models' own files.
  public let name: String
  /// Further names under which the same values appear in published files.
  public let ties: [String]
  /// Row-major; empty for a single number.
  public let shape: [Int]
  /// Where its values start among all parameters' values.
  public let offset: Int
  /// Whether it is learned; frozen tensors count for nothing.
  public let isTrainable: Bool
  /// What it is for.
  public let role: Role

  /// How many numbers it has.
  public var count: Int { shape.reduce(1, *) }
  /// Its place among all parameters' values.
  public var range: Range<Int> { offset..<(offset + count) }
}

/// All tensors of an architecture, learnable ones first, end to end in one flat array.
public struct ParameterTable: Sendable {
  /// The tensors, learnable ones first.
  public let parameters: [Parameter]
  /// How many numbers there are in all.
  public let count: Int
  /// How many of them are learned: the number a model is named by. They come first.
  public let learnableCount: Int

  /// The tensor of a name, published ties included.
  public subscript(name: String) -> Parameter? {
    parameters.first { $0.name == name || $0.ties.contains(name) }
  }

  init(_ declared: [Parameter]) {
    var offset = 0
    var placed: [Parameter] = []
    for isTrainable in [true, false] {
      for p in declared where p.isTrainable == isTrainable {
        placed.append(
          Parameter(
            name: p.name, ties: p.ties, shape: p.shape, offset: offset, isTrainable: p.isTrainable, role: p.role))
        offset += p.count
      }
    }
    parameters = placed
    count = offset
    learnableCount = placed.filter(\.isTrainable).reduce(0) { $0 + $1.count }
  }
}
