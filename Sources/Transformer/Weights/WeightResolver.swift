import Lanes

/// Finds where every place's weights lie among a program's values: as a view of a tensor, or as a tensor derived from others.
struct WeightResolver {
  let architecture: Architecture
  let parameters: ParameterTable
  /// Parameters and derived values so far.
  private(set) var valueCount: Int
  private(set) var derivations: [Derivation] = []
  private var resolved: [WeightReference: Matrix] = [:]

  /// - Precondition: the architecture is valid.
  init(_ architecture: Architecture) {
    self.architecture = architecture
    parameters = ParameterTable(ParameterDeclaration(architecture))
    valueCount = parameters.count
  }

  // MARK: What programs ask for

  /// A place's weights as a map from its inputs to its outputs.
  mutating func matrix(_ site: WeightSite) -> Matrix {
    let key = WeightReference(site.place, layer: site.layer)
    if let known = resolved[key] { return known }
    let (rows, columns) = architecture.shape(of: site.place)
    let matrix = resolve(architecture.expression(at: site), at: site, part: "", rows: rows, columns: columns)
    resolved[key] = matrix
    return matrix
  }

  /// The maps that a place's product consists of, first and second; nil where it is no product.
  mutating func factors(_ site: WeightSite) -> (Matrix, Matrix)? {
    let owner = architecture.owner(of: site)
    guard case .product = architecture.expression(at: owner) else { return nil }
    let (first, second) = (factor(.first, of: owner), factor(.second, of: owner))
    // A table's rows are what a map that is tied to it gives: its factors are used the other way round.
    return owner.place.isTable && !site.place.isTable ? (second, first) : (first.transposed, second.transposed)
  }

  /// The index of the first of a place's values, row by row.
  mutating func table(_ site: WeightSite) -> Int {
    let matrix = matrix(site)
    guard !matrix.isContiguous else { return matrix.offset }
    var sources: [Int?] = []
    matrix.forEachEntry { _, _, place, _ in sources.append(place) }
    return gather(sources)
  }

  /// The index of a place's bias; nil where it has none.
  func bias(_ site: WeightSite) -> Int? {
    let owner = architecture.owner(of: site)
    return architecture.hasOwnBias(owner) ? parameters.location(of: .init(site: owner, part: "bias")).offset : nil
  }

  /// Makes room for a derived tensor and returns the index of its first value.
  mutating func derive(count: Int, _ make: (Int) -> Derivation) -> Int {
    let index = valueCount
    valueCount += count
    derivations.append(make(index))
    return index
  }

  // MARK: Expressions

  private mutating func factor(_ factor: WeightReference.Factor, of site: WeightSite) -> Matrix {
    let key = WeightReference(site.place, layer: site.layer, factor: factor)
    if let known = resolved[key] { return known }
    guard case .product(let first, let second, let rank) = architecture.expression(at: site) else {
      preconditionFailure("\(site) is no product")
    }
    let (rows, columns) = architecture.shape(of: site.place)
    let (inputs, outputs) = site.place.isTable ? (rows, columns) : (columns, rows)
    let matrix =
      switch factor {
      case .first: resolve(first, at: site, part: "first", rows: inputs, columns: rank)
      case .second: resolve(second, at: site, part: "second", rows: rank, columns: outputs)
      }
    resolved[key] = matrix
    return matrix
  }

  private mutating func resolve(
    _ expression: WeightExpression, at site: WeightSite, part: String, rows: Int, columns: Int
  ) -> Matrix {
    let own = { [parameters] (part: String) in parameters.location(of: .init(site: site, part: part)).offset }
    switch expression {
    case .own(let zeros):
      let place = parameters.location(of: .init(site: site, part: part.isEmpty ? "weight" : part))
      guard !zeros.isEmpty else {
        return Matrix(
          inputs: columns, outputs: rows, offset: place.offset, inputStride: 1,
          outputStride: rows == 1 ? columns : place.rowStride)
      }
      let absent = Set(zeros)
      var next = place.offset
      return rowByRow(rows, columns) { row, column in
        guard !absent.contains(MatrixEntry(row, column)) else { return nil }
        defer { next += 1 }
        return next
      }
    case .reference(let reference):
      let other = reference.site(from: site.layer)
      let owner = architecture.owner(of: other)
      if let part = reference.factor { return factor(part, of: owner) }
      // Every use of a product is multiplied out for itself, so that its gradient comes back by itself.
      if case .product = architecture.expression(at: owner) {
        return resolve(architecture.expression(at: owner), at: owner, part: "", rows: rows, columns: columns)
      }
      return matrix(other)
    case .transposed(let x): return resolve(x, at: site, part: part, rows: columns, columns: rows).transposed
    case .scaled(let x, _):
      let matrix = resolve(x, at: site, part: part, rows: rows, columns: columns)
      return derived(rows, columns) { .scaled(ScaledMatrix(matrix: matrix, factor: own(part.joined("scale")), into: $0)) }
    case .turned(let x, _):
      let matrix = resolve(x, at: site, part: part, rows: rows, columns: columns)
      let heads = architecture.turningHeads(site.place, part: part, rows: rows)
      return derived(rows, columns) {
        .turned(TurnedRows(matrix: matrix, angles: own(part.joined("angle")), width: rows / heads, into: $0))
      }
    case .product(let first, let second, let rank):
      let (inputs, outputs) = site.place.isTable ? (rows, columns) : (columns, rows)
      // Of a product within another operation, nobody else can have a factor.
      let isWhole = if case .product = architecture.expression(at: site) { part.isEmpty } else { false }
      let a =
        isWhole
        ? factor(.first, of: site) : resolve(first, at: site, part: part.joined("first"), rows: inputs, columns: rank)
      let b =
        isWhole
        ? factor(.second, of: site) : resolve(second, at: site, part: part.joined("second"), rows: rank, columns: outputs)
      let product = derived(inputs, outputs) {
        .product(MatrixProduct(first: a.transposed, second: b.transposed, into: $0))
      }
      return site.place.isTable ? product : product.transposed
    case .number:
      let number = own("weight")
      return rowByRow(rows, columns) { _, _ in number }
    case .unit: return constant(Array(repeating: Array(repeating: 1, count: columns), count: rows))
    case .constant(let table): return constant(table)
    case .arc(let arc):
      let amplitude = own("tok_arc_A")
      let sine = arc.sineAmplitude == nil ? amplitude : own("tok_arc_B")
      return derived(rows, columns) {
        .arc(
          ArcTable(
            cosineAmplitude: amplitude, sineAmplitude: sine, start: own("tok_arc_start"), stride: own("tok_arc_stride"),
            rows: rows, width: columns, into: $0))
      }
    case .sinusoids:
      return derived(rows, columns) {
        .frozen(FrozenTable(kind: .sinusoids(base: 10_000), rows: rows, width: columns, into: $0))
      }
    case .places(let special): return places(digits: own("digits"), special, at: site, width: columns)
    case .spiral(let spiral, let special):
      return places(digits: digits(on: spiral, at: site, width: columns), special, at: site, width: columns)
    }
  }

  private mutating func derived(_ rows: Int, _ columns: Int, _ make: (Int) -> Derivation) -> Matrix {
    let index = derive(count: rows * columns, make)
    return Matrix(inputs: columns, outputs: rows, offset: index, inputStride: 1, outputStride: columns)
  }

  private mutating func constant(_ table: [[Double]]) -> Matrix {
    let (rows, columns) = (table.count, table.first?.count ?? 0)
    return derived(rows, columns) { .frozen(FrozenTable(kind: .constant(table), rows: rows, width: columns, into: $0)) }
  }

  private mutating func rowByRow(_ rows: Int, _ columns: Int, _ source: (_ row: Int, _ column: Int) -> Int?) -> Matrix {
    let sources = (0..<rows).flatMap { row in (0..<columns).map { source(row, $0) } }
    return Matrix(inputs: columns, outputs: rows, offset: gather(sources), inputStride: 1, outputStride: columns)
  }

  private mutating func gather(_ sources: [Int?]) -> Int {
    derive(count: sources.count) { .gathered(GatheredRows(sources: sources, width: 1, into: $0)) }
  }

  // MARK: Digit places

  private mutating func digits(on spiral: Spiral, at site: WeightSite, width: Int) -> Int {
    let own = { [parameters] (part: String) in parameters.location(of: .init(site: site, part: part)).offset }
    let table = derive(count: Derivation.digits * width) {
      .spiral(
        SpiralTable(
          amplitude: own("spiral_amp"), phase: own("spiral_phase"), slope: own("spiral_slope"), offset: own("spiral_offset"),
          width: width, into: $0))
    }
    let source: PlaceCorrection.Source
    switch spiral.correction {
    case .none: return table
    case .linear: source = .line(slope: own("pos_corr_slope"), intercept: own("pos_corr_intercept"))
    case .full: source = .each(own("pos_correction"))
    }
    return derive(count: Derivation.digits * width) {
      .correction(PlaceCorrection(table: table, source: source, width: width, into: $0))
    }
  }

  /// X, Y and Z share the digits' rows; Z10 has its own, and `+`, `=` and EOS have theirs or are zero.
  private mutating func places(digits: Int, _ special: SpecialPositions, at site: WeightSite, width: Int) -> Matrix {
    let own = { [parameters] (part: String) in parameters.location(of: .init(site: site, part: part)).offset }
    let learned = special == .none ? 0 : own(special.rawValue)
    let (plus, equals, end): (Int?, Int?, Int?) =
      switch special {
      case .none: (nil, nil, nil)
      case .equals: (nil, learned, nil)
      case .plusEquals: (learned, learned + width, nil)
      case .all: (learned, learned + width, learned + 2 * width)
      }
    let number: [Int?] = (0..<Derivation.digits).map { digits + $0 * width }
    let sources = number + [plus] + number + [equals] + number + [own("carry"), end]
    let index = derive(count: sources.count * width) { .gathered(GatheredRows(sources: sources, width: width, into: $0)) }
    return Matrix(inputs: width, outputs: sources.count, offset: index, inputStride: 1, outputStride: width)
  }
}

extension Architecture {
  /// The place whose numbers a place has: itself, unless its expression is nothing but a reference to all of another.
  package func owner(of site: WeightSite) -> WeightSite {
    guard case .reference(let reference) = expression(at: site), reference.factor == nil else { return site }
    return owner(of: reference.site(from: site.layer))
  }
}
