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
    case normWeight
    case normBias
    /// A single number, or one a head or place, with a fixed initial value.
    case scalar(initial: Double)
  }

  /// How many of a tensor's numbers are there for a place.
  public struct Share: Hashable, Sendable {
    /// The place whose expression holds them.
    public let place: WeightPlace
    /// How many.
    public let count: Int
  }

  /// The published name, as in the models' own files.
  public let name: String
  /// Further names under which the source writes the same values.
  public let ties: [String]
  /// Further names under which a file may hold the same values; the ties among them.
  public let aliases: [String]
  /// Names under which a file may hold the same values with rows as columns.
  public let transposes: [String]
  /// Row-major; empty for a single number.
  public let shape: [Int]
  /// Where its values start among all parameters' values.
  public internal(set) var offset = 0
  /// Whether it is learned; frozen tensors count for nothing.
  public let isTrainable: Bool
  /// What it is for.
  public let role: Role
  /// The places that it belongs to: one, unless queries, keys and values lie in one tensor.
  public let shares: [Share]
  /// All places that use its values, those it belongs to first.
  public let uses: [WeightPlace]

  init(
    name: String, ties: [String] = [], aliases: [String] = [], transposes: [String] = [], shape: [Int],
    isTrainable: Bool = true, role: Role, shares: [Share], uses: [WeightPlace]
  ) {
    self.name = name
    self.ties = ties
    self.aliases = ties + aliases.filter { !ties.contains($0) }
    self.transposes = transposes
    self.shape = shape
    self.isTrainable = isTrainable
    self.role = role
    self.shares = shares
    var seen: Set<WeightPlace> = []
    self.uses = uses.filter { seen.insert($0).inserted }
  }

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
  private let declaration: ParameterDeclaration
  /// The offsets of the declaration's parameters.
  private let offsets: [Int]

  /// The tensor of a name, further names included.
  public subscript(name: String) -> Parameter? {
    parameters.first { $0.name == name } ?? parameters.first { $0.aliases.contains(name) }
  }

  /// The tensors of an architecture.
  ///
  /// - Throws: `ArchitectureError` if the description makes no sense.
  public init(_ architecture: Architecture) throws(ArchitectureError) {
    try architecture.validate()
    self.init(ParameterDeclaration(architecture))
  }

  init(_ declaration: ParameterDeclaration) {
    self.declaration = declaration
    var offsets = declaration.parameters.map { _ in 0 }
    var placed: [Parameter] = []
    var total = 0
    for isTrainable in [true, false] {
      for (index, declared) in declaration.parameters.enumerated() where declared.isTrainable == isTrainable {
        var parameter = declared
        parameter.offset = total
        offsets[index] = total
        placed.append(parameter)
        total += parameter.count
      }
    }
    parameters = placed
    count = total
    learnableCount = placed.filter(\.isTrainable).reduce(0) { $0 + $1.count }
    self.offsets = offsets
  }

  /// The index of a tensor's first value, and the distance from one of its rows to the next.
  func location(of key: OwnTensor.Key) -> (offset: Int, rowStride: Int) {
    let (parameter, part) = declaration.place(of: key)
    return (offsets[parameter] + part.offset, part.rowStride)
  }
}
