/// A tensor that an expression holds of its own: which, of what shape, and for what.
struct OwnTensor: Hashable {
  /// Where a tensor belongs: its place, and what it is there.
  struct Key: Hashable {
    let site: WeightSite
    /// `weight`, `bias`, `angle`, `first`, `second.scale`, `spiral_amp`, ...
    let part: String
  }

  let key: Key
  let shape: [Int]
  let role: Parameter.Role
  var isTrainable = true

  /// Whether it is a number, or one a head, that changes a matrix.
  var isNumber: Bool { key.part.hasSuffix("angle") || key.part.hasSuffix("scale") }
  var count: Int { shape.reduce(1, *) }
}

extension Architecture {
  /// All tensors, in the order of the published models: that of `sites`, but for numbers that change queries and keys, which come
  /// after their norms.
  func ownTensors() -> [OwnTensor] {
    var late: [OwnTensor] = []
    return sites.flatMap { site -> [OwnTensor] in
      var tensors = ownTensors(at: site)
      if site.place == .query || site.place == .key {
        late += tensors.filter(\.isNumber)
        tensors.removeAll(where: \.isNumber)
      } else if site.place == .value {
        tensors = late + tensors
        late = []
      }
      return tensors
    }
  }

  /// The tensors that a place's expression holds, and its bias.
  func ownTensors(at site: WeightSite) -> [OwnTensor] {
    let (rows, columns) = shape(of: site.place)
    let tensors = ownTensors(of: expression(at: site), at: site, part: "", rows: rows, columns: columns)
    guard hasOwnBias(site) else { return tensors }
    let (length, role): (Int, Parameter.Role) = site.place.isNorm ? (columns, .normBias) : (rows, .bias)
    return tensors + [OwnTensor(key: .init(site: site, part: "bias"), shape: [length], role: role)]
  }

  /// Layers of the MLP have a bias beside a matrix of their own, norms that take out the mean beside a vector of their own.
  package func hasOwnBias(_ site: WeightSite) -> Bool {
    switch site.place {
    case .gate, .up, .down: mlp.hasBias && expression(at: site).hasOwnTensor
    case .norm1, .norm2, .finalNorm: norm.kind == .layer && expression(at: site).hasOwnTensor
    default: false
    }
  }

  private func ownTensors(
    of expression: WeightExpression, at site: WeightSite, part: String, rows: Int, columns: Int
  ) -> [OwnTensor] {
    func tensor(
      _ name: String, _ shape: [Int], _ role: Parameter.Role, isTrainable: Bool = true
    ) -> OwnTensor {
      OwnTensor(key: .init(site: site, part: name), shape: shape, role: role, isTrainable: isTrainable)
    }
    func number(_ name: String, _ number: LearnedNumber, count: Int? = nil) -> OwnTensor {
      tensor(name, count.map { [$0] } ?? [], .scalar(initial: number.initial), isTrainable: number.isLearned)
    }
    func inner(_ inner: WeightExpression, _ part: String, _ rows: Int, _ columns: Int) -> [OwnTensor] {
      ownTensors(of: inner, at: site, part: part, rows: rows, columns: columns)
    }
    switch expression {
    case .own(let zeros):
      let whole = site.place.isNorm ? [columns] : [rows, columns]
      let shape = zeros.isEmpty ? whole : [rows * columns - zeros.count]
      return [tensor(part.isEmpty ? "weight" : part, shape, role(of: site.place, part: part, rows: rows, columns: columns))]
    case .reference, .unit, .constant, .sinusoids: return []
    case .transposed(let x): return inner(x, part, columns, rows)
    case .scaled(let x, let factor): return inner(x, part, rows, columns) + [number(part.joined("scale"), factor)]
    case .turned(let x, let angle):
      return inner(x, part, rows, columns)
        + [number(part.joined("angle"), angle, count: turningHeads(site.place, part: part, rows: rows))]
    case .product(let first, let second, let rank):
      let (inputs, outputs) = site.place.isTable ? (rows, columns) : (columns, rows)
      return inner(first, part.joined("first"), inputs, rank) + inner(second, part.joined("second"), rank, outputs)
    case .number(let value): return [number("weight", value)]
    case .arc(let arc):
      let amplitudes = [("tok_arc_A", arc.amplitude)] + (arc.sineAmplitude.map { [("tok_arc_B", $0)] } ?? [])
      return (amplitudes + [("tok_arc_start", arc.start), ("tok_arc_stride", arc.stride)]).map { number($0.0, $0.1) }
    case .places(let special):
      return [tensor("digits", [Derivation.digits, columns], .positionEmbedding)] + specials(special)
    case .spiral(let spiral, let special):
      let numbers = spiral.numbers.map { number("spiral_" + $0.name, $0.number) }
      let corrections: [OwnTensor] =
        switch spiral.correction {
        case .none: []
        case .linear: ["pos_corr_slope", "pos_corr_intercept"].map { number($0, .learned(0)) }
        case .full: [number("pos_correction", .learned(0), count: Derivation.digits)]
        }
      return numbers + corrections + specials(special)
    }
    func specials(_ special: SpecialPositions) -> [OwnTensor] {
      let carry = tensor("carry", [1, columns], .specialPosition)
      return special.count == 0 ? [carry] : [carry, tensor(special.rawValue, [special.count, columns], .specialPosition)]
    }
  }

  /// How many angles turn the rows of an expression: one a head for queries and keys as a whole, else one.
  package func turningHeads(_ place: WeightPlace, part: String, rows: Int) -> Int {
    guard part.isEmpty, [.query, .key].contains(place) else { return 1 }
    return rows / attention.queryKeyWidth
  }

  private func role(of place: WeightPlace, part: String, rows: Int, columns: Int) -> Parameter.Role {
    if place.isNorm { return .normWeight }
    if place == .tokens { return .tokenEmbedding }
    if place == .positions { return .positionEmbedding }
    if part.hasSuffix("first") { return .firstFactor(inputs: rows, rank: columns) }
    if part.hasSuffix("second") { return .secondFactor(rank: rows, outputs: columns) }
    return .projection(inputs: columns, outputs: rows)
  }
}

extension String {
  /// A part of a part.
  func joined(_ part: String) -> String { isEmpty ? part : self + "." + part }
}

extension WeightPlace {
  /// Whether its rows are looked up rather than multiplied with.
  var isTable: Bool { self == .tokens || self == .positions }
}

extension WeightExpression {
  /// Whether it holds a tensor of its own, numbers apart.
  var hasOwnTensor: Bool {
    switch self {
    case .own: true
    case .transposed(let x), .scaled(let x, _), .turned(let x, _): x.hasOwnTensor
    case .product(let first, let second, _): first.hasOwnTensor || second.hasOwnTensor
    default: false
    }
  }
}

extension SpecialPositions {
  /// How many vectors there are.
  var count: Int {
    switch self {
    case .none: 0
    case .equals: 1
    case .plusEquals: 2
    case .all: 3
    }
  }
}
