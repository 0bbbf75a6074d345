import Addition

extension Architecture {
  /// Checks that every expression is one for its place, refers to what is there, goes in no circle, and has the place's shape.
  func validateWeights() throws(ArchitectureError) {
    for site in sites {
      var check = ExpressionCheck(self, site)
      try check.run()
    }
    for place in WeightPlace.allCases where weights[place] != nil && !has(place) {
      throw ArchitectureError(field: "weights.\(place.rawValue)", problem: "the model has no such place\(place.remedy)")
    }
  }
}

/// The check of one place's expression, and of all that it refers to.
private struct ExpressionCheck {
  let architecture: Architecture
  let site: WeightSite
  /// The references followed so far: meeting one again is a circle.
  private var path: [WeightReference] = []
  /// How many references have been followed: every one is resolved, and two of two of two would be endless work.
  private var followed = 0
  private static let mostReferences = 64
  private var parts: Set<String> = []

  init(_ architecture: Architecture, _ site: WeightSite) {
    self.architecture = architecture
    self.site = site
  }

  private func fail(_ problem: String) -> ArchitectureError {
    let field = architecture.weights[site.place, layer: site.layer] == nil ? site.place.rawValue : site.description
    return ArchitectureError(field: "weights.\(field)", problem: problem)
  }

  mutating func run() throws(ArchitectureError) {
    try followCircles(from: site, factor: nil)
    let (rows, columns) = architecture.shape(of: site.place)
    try check(architecture.expression(at: site), "", rows: rows, columns: columns)
  }

  // MARK: Circles

  private mutating func followCircles(from other: WeightSite, factor: WeightReference.Factor?) throws(ArchitectureError) {
    let place = WeightReference(other.place, layer: other.place.isInEveryLayer ? other.layer : nil, factor: factor)
    let isCircle = path.contains(place)
    path.append(place)
    guard !isCircle else { throw fail("a circle: \(path.map(\.description).joined(separator: " -> "))") }
    followed += 1
    guard followed <= Self.mostReferences else {
      throw fail("it leads to more than \(Self.mostReferences) other places; let it refer to the last of them")
    }
    let expression = architecture.expression(at: other)
    if let factor {
      guard case .product(let first, let second, _) = expression else {
        throw fail("'\(other).\(factor.rawValue)' is no factor: \(other) is no product")
      }
      try followCircles(in: factor == .first ? first : second, at: other)
    } else {
      try followCircles(in: expression, at: other)
    }
    path.removeLast()
  }

  private mutating func followCircles(in expression: WeightExpression, at other: WeightSite) throws(ArchitectureError) {
    switch expression {
    case .reference(let reference):
      guard (0..<architecture.layers).contains(reference.layer ?? 0), architecture.has(reference.place) else {
        throw fail("there is no '\(reference)' in this model\(reference.place.remedy)")
      }
      try followCircles(from: reference.site(from: other.layer), factor: reference.factor)
    case .transposed(let x), .scaled(let x, _), .turned(let x, _): try followCircles(in: x, at: other)
    case .product(let first, let second, _):
      try followCircles(in: first, at: other)
      try followCircles(in: second, at: other)
    default: break
    }
  }

  // MARK: Shapes

  private mutating func check(
    _ expression: WeightExpression, _ part: String, rows: Int, columns: Int
  ) throws(ArchitectureError) {
    func fits(_ what: String, _ shape: (rows: Int, columns: Int)) throws(ArchitectureError) {
      guard shape == (rows, columns) else {
        throw fail("shapes disagree: \(what) is [\(shape.rows), \(shape.columns)], and [\(rows), \(columns)] is needed")
      }
    }
    func only(_ place: [WeightPlace], _ what: String) throws(ArchitectureError) {
      guard place.contains(site.place), part.isEmpty else {
        throw fail("\(what) is for \(place.map(\.rawValue).joined(separator: ", "))")
      }
    }
    let norms = WeightPlace.allCases.filter(\.isNorm)
    switch expression {
    case .own(let zeros):
      try new(part.isEmpty ? "weight" : part)
      guard zeros.allSatisfy({ (0..<rows).contains($0.row) && (0..<columns).contains($0.column) }) else {
        throw fail("a zero lies outside of the matrix [\(rows), \(columns)]")
      }
      guard Set(zeros).count == zeros.count, zeros.count < rows * columns else {
        throw fail("zeros are named twice, or are all there is; use a constant for a matrix of zeros")
      }
    case .reference(let reference):
      let other = reference.site(from: site.layer)
      try fits(reference.description, shape(of: reference, other))
      guard site.place.isNorm == other.place.isNorm || !part.isEmpty else {
        throw fail("shapes disagree: '\(reference)' is \(other.place.isNorm ? "a norm's vector" : "a matrix")")
      }
    case .transposed(let x): try check(x, part, rows: columns, columns: rows)
    case .scaled(let x, let number):
      try new(part.joined("scale"), number)
      try check(x, part, rows: rows, columns: columns)
    case .turned(let x, let angle):
      try new(part.joined("angle"), angle)
      guard rows > 1 else { throw fail("one row cannot be turned") }
      try check(x, part, rows: rows, columns: columns)
    case .product(let first, let second, let rank):
      guard (1...512).contains(rank) else { throw fail("a rank of \(rank) is outside of 1...512") }
      guard !site.place.isNorm, part.filter({ $0 == "." }).isEmpty else { throw fail("a product is for matrices and tables") }
      let (inputs, outputs) = site.place.isTable ? (rows, columns) : (columns, rows)
      try check(first, part.joined("first"), rows: inputs, columns: rank)
      try check(second, part.joined("second"), rows: rank, columns: outputs)
    case .number(let number):
      try only(norms, "a number")
      try new("weight", number)
    case .unit: try only(norms, "'unit'")
    case .constant(let table):
      guard table.allSatisfy({ $0.allSatisfy(\.isFinite) && $0.count == table[0].count }), !table.isEmpty else {
        throw fail("a constant has rows of finite numbers, all of one length")
      }
      try fits("the constant", (table.count, table[0].count))
    case .arc(let arc):
      try only([.tokens], "an arc")
      guard columns >= 2 else { throw fail("an arc needs two token dims, and there is \(columns)") }
      for number in [arc.amplitude, arc.sineAmplitude ?? .learned(0), arc.start, arc.stride] { try isFinite(number) }
    case .sinusoids: try only([.positions], "'sinusoids'")
    case .places: try validatePlaces(width: columns)
    case .spiral(let spiral, _):
      try validatePlaces(width: columns)
      guard columns >= 3 else { throw fail("a spiral needs three position dims, and there are \(columns)") }
      for number in spiral.numbers { try isFinite(number.number) }
    }
  }

  private func validatePlaces(width: Int) throws(ArchitectureError) {
    guard site.place == .positions else { throw fail("digit places are for positions") }
    guard architecture.format == .split10 || architecture.format == .split14 else {
      throw fail("digit places are laid out for the formats '\(TokenFormat.split10)' and '\(TokenFormat.split14)'")
    }
    guard architecture.contextLength == 34 else {
      throw fail("digit places make 34 positions, X0 to EOS: let contextLength be 34")
    }
  }

  private func shape(of reference: WeightReference, _ other: WeightSite) -> (rows: Int, columns: Int) {
    let (rows, columns) = architecture.shape(of: other.place)
    guard let factor = reference.factor, case .product(_, _, let rank) = architecture.expression(at: other) else {
      return (rows, columns)
    }
    let (inputs, outputs) = other.place.isTable ? (rows, columns) : (columns, rows)
    return factor == .first ? (inputs, rank) : (rank, outputs)
  }

  private mutating func new(_ part: String, _ number: LearnedNumber? = nil) throws(ArchitectureError) {
    if let number { try isFinite(number) }
    guard parts.insert(part).inserted else { throw fail("it has two of the same: one \(part) after another does what one does") }
  }

  private func isFinite(_ number: LearnedNumber) throws(ArchitectureError) {
    guard number.initial.isFinite else { throw fail("\(number.initial) is no number to start from") }
  }
}

extension WeightPlace {
  /// What makes a place be there, for errors.
  fileprivate var remedy: String {
    switch self {
    case .queryNorm, .keyNorm: "; let attention.normalizesQueryKey be true"
    case .gate: "; let mlp.activation be swiGLU"
    case .finalNorm: "; let norm.isFinal be true"
    default: ""
    }
  }
}
