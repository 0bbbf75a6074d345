import Addition
import Files
import Transformer

/// What a published file says of its model: its sizes from the shapes, its ties by one rule, and what neither tells from the file's
/// configuration, or from what the published models of such names have in common.
///
/// The rule: tensors that are absent, or equal to another bit for bit, are that other.
struct Recognition {
  let file: WeightFile
  let naming: Naming

  init(_ file: WeightFile, _ naming: Naming) {
    self.file = file
    self.naming = naming
  }

  func architecture() throws(FileError) -> Architecture {
    var architecture = try sizes()
    try recogniseEmbeddings(&architecture)
    switch naming {
    case .gptAcc, .lowRank: try recogniseFactoredAttention(&architecture)
    case .microAdder, .microAdderFlat, .spiral: recogniseTurnedAttention(&architecture)
    case .qwen3: [.query, .key, .value].forEach { recogniseTies(of: $0, &architecture) }
    }
    for place in [WeightPlace.output, .gate, .up, .down, .queryNorm, .keyNorm, .norm2, .finalNorm, .unembedding]
    where architecture.has(place) {
      recogniseTies(of: place, &architecture)
    }
    return architecture
  }

  // MARK: Names

  func name(_ place: WeightPlace, _ part: String = "weight") -> String { naming.tensorName(place, part) ?? "" }
  func has(_ place: WeightPlace, _ part: String = "weight") -> Bool { file.has(name(place, part)) }
  func shape(_ place: WeightPlace, _ part: String = "weight") -> [Int]? { file.shape(name(place, part)) }

  // MARK: Ties

  /// What a place may have in common with another, the likeliest first.
  private static let candidates: [WeightPlace: [WeightExpression]] = [
    .key: [.same(.query)], .value: [.same(.key), .same(.query), .transposed(.same(.projection))],
    .output: [.transposed(.same(.query)), .transposed(.same(.value)), .transposed(.same(.key))], .gate: [.same(.up)],
    .up: [.same(.gate)], .down: [.transposed(.same(.projection)), .transposed(.same(.up)), .transposed(.same(.gate))],
    .norm2: [.same(.norm1)], .finalNorm: [.same(.norm1), .same(.norm2)], .keyNorm: [.same(.queryNorm)],
    .unembedding: [.same(.tokens)],
  ]

  /// Says where a place's weights come from, if they are not simply its own.
  private func recogniseTies(of place: WeightPlace, _ architecture: inout Architecture) {
    let isOwn = has(place)
    let fitting = (Self.candidates[place] ?? []).filter { candidate in
      guard let other = candidate.place, architecture.has(other), architecture.weights[other]?.place != place else {
        return false
      }
      let (rows, columns) = architecture.shape(of: other)
      let (tied, own) = (candidate.isTransposed ? (columns, rows) : (rows, columns), architecture.shape(of: place))
      return tied == own && (has(other) || architecture.weights[other] != nil)
    }
    var expression: WeightExpression?
    if isOwn {
      let isForced = place.isNorm && file.text("norm_mode") == "shared"
      expression = fitting.first { isForced || isEqual(place, to: $0) }
      // Unlike other places, an unembedding is the tokens' unless it is said to have weights of its own.
      if expression == nil, place == .unembedding { expression = .own }
    } else if let rank = shape(place, "first")?.last {
      expression = .product(first: .own, second: .own, rank: rank)
    } else {
      expression = fitting.first
    }
    if has(place, "angle") { expression = .turned(expression ?? .own) }
    if has(place, "scale") { expression = .scaled(expression ?? .own) }
    architecture.weights[place] = expression == .same(.tokens) ? nil : expression
  }

  /// Whether a place's tensors are another's, bit for bit. Constant ones, as training starts norms with, say nothing.
  private func isEqual(_ place: WeightPlace, to candidate: WeightExpression) -> Bool {
    guard let other = candidate.place, let own = file.tensors[name(place)]?.floats(),
      let tensor = file.tensors[name(other)], Set(own).count > 1 || own.count == 1
    else { return false }
    let biases = [place, other].map { file.tensors[name($0, "bias")]?.floats() }
    return own == (candidate.isTransposed ? tensor.transposedFloats() : tensor.floats()) && biases[0] == biases[1]
  }

  // MARK: Attention

  /// MicroAdder's: an angle may turn the queries, which may be the keys'.
  private func recogniseTurnedAttention(_ architecture: inout Architecture) {
    let isTied = !has(.key) || isEqual(.key, to: .same(.query))
    let isTurned = has(.query, "angle")
    if isTied { architecture.weights[isTurned ? .query : .key] = isTurned ? .turned(.same(.key)) : .same(.query) }
    if !isTied, isTurned { architecture.weights[.query] = .turned(.own) }
    recogniseTies(of: .value, &architecture)
  }

  /// The low-rank line's: queries, keys and values may be factored, tied, and have a factor in common. Of all ways that have names,
  /// the one whose tensors are all in the file.
  private func recogniseFactoredAttention(_ architecture: inout Architecture) throws(FileError) {
    let ties: [(key: WeightExpression?, value: WeightExpression?)] = [
      (nil, nil), (.same(.query), nil), (nil, .same(.key)), (.same(.query), .same(.key)),
    ]
    let commons: [WeightReference.Factor?] = [nil, .first, .second]
    for tie in ties {
      for isFactored in [false, true] {
        for common in commons where isFactored || common == nil {
          var candidate = architecture
          let product = WeightExpression.product(first: .own, second: .own, rank: 1)
          let shared = common.map { factor -> WeightExpression in
            let reference = WeightExpression.reference(WeightReference(.query, factor: factor))
            return factor == .first
              ? .product(first: reference, second: .own, rank: 1) : .product(first: .own, second: reference, rank: 1)
          }
          candidate.weights[.query] = isFactored ? product : nil
          candidate.weights[.key] = tie.key ?? (isFactored ? shared ?? product : nil)
          candidate.weights[.value] = tie.value ?? (isFactored ? shared ?? product : nil)
          guard let table = try? ParameterTable(candidate) else { continue }
          let tensors = table.parameters.filter { !Set($0.uses).isDisjoint(with: [.query, .key, .value]) }
          guard tensors.allSatisfy({ file.has($0.name) }) else { continue }
          let first = tensors.first { if case .firstFactor = $0.role { true } else { false } }
          let rank = first.flatMap { file.shape($0.name)?.last } ?? 1
          for place in [WeightPlace.query, .key, .value] {
            architecture.weights[place] = candidate.weights[place]?.ofRank(rank)
          }
          return
        }
      }
    }
    throw file.fail("its queries, keys and values have no projections that are known here (under blocks.0.attn.)")
  }
}

extension WeightExpression {
  /// The place that it refers to, as it stands or transposed.
  fileprivate var place: WeightPlace? {
    switch self {
    case .reference(let reference): reference.place
    case .transposed(let x): x.place
    default: nil
    }
  }

  fileprivate var isTransposed: Bool {
    if case .transposed = self { true } else { false }
  }

  fileprivate func ofRank(_ rank: Int) -> WeightExpression {
    guard case .product(let first, let second, _) = self else { return self }
    return .product(first: first, second: second, rank: rank)
  }
}

extension Tensor {
  /// The values of a matrix, column by column; as they stand if it is none.
  fileprivate func transposedFloats() -> [Float] {
    guard shape.count == 2 else { return floats() }
    let values = floats()
    return (0..<shape[1]).flatMap { column in (0..<shape[0]).map { values[$0 * shape[1] + column] } }
  }
}
