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
    if isDense { try recogniseFactoredAttention(&architecture) }
    for place in Self.tiedPlaces where architecture.has(place) && !(isDense && Self.attention.contains(place)) {
      recogniseTies(of: place, &architecture)
    }
    return architecture
  }

  // MARK: Names

  func name(_ place: WeightPlace, _ part: String = "weight") -> String { naming.tensorName(place, part) ?? "" }
  func has(_ place: WeightPlace, _ part: String = "weight") -> Bool { file.has(name(place, part)) }
  func shape(_ place: WeightPlace, _ part: String = "weight") -> [Int]? { file.shape(name(place, part)) }

  // MARK: Ties

  private static let attention: [WeightPlace] = [.query, .key, .value]
  private static let tiedPlaces =
    attention + [.output, .gate, .up, .down, .queryNorm, .keyNorm, .norm1, .norm2, .finalNorm, .unembedding]

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
      let isForced = place.isNorm && ["shared", "weighted"].contains(file.text("norm_mode"))
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
    if place.isNorm, file.text("norm_mode") == "parameterless" { expression = .unit }
    architecture.weights[place] = expression == .same(.tokens) ? nil : expression
    // Turned queries are the keys turned, not the keys the turned queries.
    if place == .key, expression == .same(.query), architecture.weights[.query] == .turned(.own) {
      (architecture.weights[.query], architecture.weights[.key]) = (.turned(.same(.key)), nil)
    }
  }

  /// Whether a place's tensors are another's, bit for bit. Constant ones, as training starts norms with, say nothing.
  private func isEqual(_ place: WeightPlace, to candidate: WeightExpression) -> Bool {
    guard let other = candidate.place, let own = file.tensors[name(place)]?.floats(),
      let tensor = file.tensors[name(other)], Set(own).count > 1 || own.count == 1
    else { return false }
    let biases = [place, other].map { file.tensors[name($0, "bias")]?.floats() }
    return own == (candidate.isTransposed ? tensor.transposed : tensor).floats() && biases[0] == biases[1]
  }

  // MARK: Attention

  /// The low-rank line's: queries, keys and values may be factored, tied, and have a factor in common. Of all ways that have names,
  /// the one whose tensors are all in the file.
  private func recogniseFactoredAttention(_ architecture: inout Architecture) throws(FileError) {
    let ties: [(key: WeightExpression?, value: WeightExpression?)] = [
      (nil, nil), (.same(.query), nil), (nil, .same(.key)), (.same(.query), .same(.key)),
    ]
    func factors(_ common: WeightReference.Factor?, _ rank: Int) -> WeightExpression {
      let shared = common.map { WeightExpression.reference(WeightReference(.query, factor: $0)) } ?? .own
      return .product(first: common == .first ? shared : .own, second: common == .second ? shared : .own, rank: rank)
    }
    for tie in ties {
      for (isFactored, common) in [(false, nil), (true, nil), (true, .first), (true, WeightReference.Factor.second)] {
        func candidate(rank: Int) -> Architecture {
          var candidate = architecture
          let own = isFactored ? factors(common, rank) : nil
          candidate.weights[.query] = isFactored ? factors(nil, rank) : nil
          (candidate.weights[.key], candidate.weights[.value]) = (tie.key ?? own, tie.value ?? own)
          return candidate
        }
        guard let table = try? ParameterTable(candidate(rank: 1)) else { continue }
        let tensors = table.parameters.filter { !Set($0.uses).isDisjoint(with: Self.attention) }
        guard tensors.allSatisfy({ file.has($0.name) }) else { continue }
        let first = tensors.first { if case .firstFactor = $0.role { true } else { false } }
        architecture = candidate(rank: first.flatMap { file.shape($0.name)?.last } ?? 1)
        return
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
}
