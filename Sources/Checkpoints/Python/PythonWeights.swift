import Transformer

/// Writes the derivation of every place's weights from the learned numbers, each after what it refers to.
struct PythonWeights {
  let architecture: Architecture
  let table: ParameterTable
  let library: PythonLibrary
  /// The statements, in order.
  private(set) var lines: [String] = []
  private(set) var helpers: Set<PythonHelper> = []
  /// Whether a matrix is turned head by head, or has an odd last row.
  private(set) var turnsHeads = false
  /// The lists that hold a matrix for each layer.
  private(set) var lists: [String] = []
  private var done: Set<WeightReference> = []
  private let shared: Set<WeightReference>

  /// - Precondition: the table is the architecture's.
  init(_ architecture: Architecture, _ table: ParameterTable, _ library: PythonLibrary) {
    (self.architecture, self.table, self.library) = (architecture, table, library)
    shared = architecture.sharedFactors()
    for site in architecture.sites { emit(site) }
  }

  private var layers: Int { architecture.layers }

  // MARK: Statements

  private mutating func assign(_ name: String, _ value: String) {
    if let end = name.firstIndex(of: "["), !lists.contains(String(name[..<end])) { lists.append(String(name[..<end])) }
    lines.append("\(name) = \(value)")
  }

  /// A place's weights, and its bias where it has one.
  private mutating func emit(_ site: WeightSite) {
    guard done.insert(WeightReference(site.place, layer: site.layer)).inserted else { return }
    if !architecture.isUnweighted(site.place) {
      let (rows, columns) = architecture.shape(of: site.place)
      let value = render(architecture.expression(at: site), site, "", rows, columns)
      assign(site.pythonName(of: layers), value.text)
    }
    guard architecture.hasBias(site.place) else { return }
    guard let owner = architecture.biasOwner(site) else { return assign(site.pythonBiasName(of: layers), "0.0") }
    if owner != site { emit(owner) }
    assign(site.pythonBiasName(of: layers), owner == site ? number(site, "bias") : owner.pythonBiasName(of: layers))
  }

  /// A factor that several products share.
  private mutating func emit(_ factor: WeightReference.Factor, of site: WeightSite) {
    guard done.insert(WeightReference(site.place, layer: site.layer, factor: factor)).inserted,
      case .product(let first, let second, let rank) = architecture.expression(at: site)
    else { return }
    let (rows, columns) = architecture.shape(of: site.place)
    let (inputs, outputs) = site.place.isLookedUp ? (rows, columns) : (columns, rows)
    let value =
      factor == .first
      ? render(first, site, "first", inputs, rank) : render(second, site, "second", rank, outputs)
    assign(site.pythonFactorName(factor, of: layers), value.text)
  }

  // MARK: Expressions

  /// A text, and whether it needs brackets before it is transposed or multiplied.
  private typealias Value = (text: String, isWhole: Bool)

  private func whole(_ value: Value) -> String { value.isWhole ? value.text : "(\(value.text))" }

  private func number(_ site: WeightSite, _ part: String) -> String {
    "p[\(pythonText(table.tensor(of: site, part: part).parameter.name))]"
  }

  private func own(_ site: WeightSite, _ part: String, _ rows: Int, _ columns: Int) -> String {
    let tensor = table.tensor(of: site, part: part)
    let shape = tensor.parameter.shape
    let name = number(site, part)
    guard shape.count == 2, shape != [rows, columns] else { return name }
    if tensor.rowStride == columns {
      let first = tensor.offset / columns
      return "\(name)[\(first):\(first + rows)]"
    }
    return "\(name)[:, \(tensor.offset):\(tensor.offset + columns)]"
  }

  private mutating func render(
    _ expression: WeightExpression, _ site: WeightSite, _ part: String, _ rows: Int, _ columns: Int
  ) -> Value {
    func named(_ name: String) -> String { part.isEmpty ? name : "\(part).\(name)" }
    switch expression {
    case .own(let zeros):
      let values = own(site, part.isEmpty ? "weight" : part, rows, columns)
      guard !zeros.isEmpty else { return (values, true) }
      helpers.insert(.withZeros)
      let entries = zeros.map { "(\($0.row), \($0.column))" }.joined(separator: ", ")
      return ("with_zeros(\(values), (\(rows), \(columns)), [\(entries)])", true)
    case .reference(let reference): return refer(reference, site)
    case .transposed(let x):
      let inner = render(x, site, part, columns, rows)
      return (whole(inner) + ".T", true)
    case .scaled(let x, _):
      let inner = render(x, site, part, rows, columns)
      return ("\(number(site, named("scale"))) * \(whole(inner))", false)
    case .turned(let x, _):
      let inner = render(x, site, part, rows, columns)
      helpers.insert(.turned)
      if rows % 2 != 0 || architecture.turningHeads(site.place, part: part, rows: rows) != 1 { turnsHeads = true }
      return ("turned(\(inner.text), \(number(site, named("angle"))))", true)
    case .product(let first, let second, let rank):
      let (inputs, outputs) = site.place.isLookedUp ? (rows, columns) : (columns, rows)
      let a = factor(.first, first, site, part, inputs, rank)
      let b = factor(.second, second, site, part, rank, outputs)
      return site.place.isLookedUp ? ("\(whole(a)) @ \(whole(b))", false) : ("(\(whole(a)) @ \(whole(b))).T", true)
    case .number: return (number(site, "weight"), true)
    case .unit: return ("1.0", true)
    case .constant(let table):
      return (library.array(pythonTable(table.map { $0.map(pythonNumber) }, indent: 8)), true)
    case .arc(let arc):
      helpers.insert(.arc)
      let names = ["tok_arc_A", arc.sineAmplitude == nil ? "tok_arc_A" : "tok_arc_B", "tok_arc_start", "tok_arc_stride"]
      return ("arc(\(names.map { number(site, $0) }.joined(separator: ", ")))", true)
    case .sinusoids:
      helpers.insert(.sinusoids)
      return ("sinusoids(\(rows), \(columns))", true)
    case .places(let special): return (places(number(site, "digits"), special, site, columns), true)
    case .spiral(let spiral, let special):
      helpers.insert(.spiral)
      let names = ["spiral_amp", "spiral_phase", "spiral_slope", "spiral_offset"]
      assign("digits", "spiral(\(names.map { number(site, $0) }.joined(separator: ", ")))")
      switch spiral.correction {
      case .none: break
      case .linear:
        let line = "\(number(site, "pos_corr_intercept")) + \(number(site, "pos_corr_slope")) * \(library.name).arange(10)"
        assign("digits", "digits * (1 + \(line))[:, None]")
      case .full: assign("digits", "digits * (1 + \(number(site, "pos_correction")))[:, None]")
      }
      return (places("digits", special, site, columns), true)
    }
  }

  private mutating func factor(
    _ factor: WeightReference.Factor, _ expression: WeightExpression, _ site: WeightSite, _ part: String, _ rows: Int,
    _ columns: Int
  ) -> Value {
    guard part.isEmpty, shared.contains(WeightReference(site.place, layer: site.layer, factor: factor)) else {
      let name = factor.rawValue
      return render(expression, site, part.isEmpty ? name : "\(part).\(name)", rows, columns)
    }
    emit(factor, of: site)
    return (site.pythonFactorName(factor, of: layers), true)
  }

  private mutating func refer(_ reference: WeightReference, _ site: WeightSite) -> Value {
    let other = architecture.site(of: reference, from: site)
    if let factor = reference.factor {
      let owner = architecture.owner(of: other)
      emit(factor, of: owner)
      return (owner.pythonFactorName(factor, of: layers), true)
    }
    if architecture.isUnweighted(other) { return ("1.0", true) }
    emit(other)
    let name = other.pythonName(of: layers)
    // A norm's weights have no rows, and may be one number for all features.
    guard other.place.isNorm, !site.place.isNorm else { return (name, true) }
    let columns = architecture.shape(of: other.place).columns
    return ("\(name) * \(library.name).ones((1, \(columns)))", false)
  }

  private func places(_ digits: String, _ special: SpecialPositions, _ site: WeightSite, _ width: Int) -> String {
    let zero = "\(library.name).zeros((1, \(width)))"
    func learned(_ row: Int) -> String {
      let name = number(site, special.rawValue)
      return special == .equals ? name : "\(name)[\(row):\(row + 1)]"
    }
    let (plus, equals, end) =
      switch special {
      case .none: (zero, zero, zero)
      case .equals: (zero, learned(0), zero)
      case .plusEquals: (learned(0), learned(1), zero)
      case .all: (learned(0), learned(1), learned(2))
      }
    return library.joined([digits, plus, digits, equals, digits, number(site, "carry"), end], axis: 0)
  }
}

extension WeightPlace {
  /// Whether its rows are looked up: a product then has its rows first.
  fileprivate var isLookedUp: Bool { self == .tokens || self == .positions }
}

extension Architecture {
  /// Whether a norm has no weights: none are written.
  func isUnweighted(_ site: WeightSite) -> Bool { site.place.isNorm && expression(at: owner(of: site)) == .unit }

  /// The same of all layers.
  func isUnweighted(_ place: WeightPlace) -> Bool { everyLayer(of: place).allSatisfy(isUnweighted) }

  /// Whether a place has a bias in any layer.
  func hasBias(_ place: WeightPlace) -> Bool { everyLayer(of: place).contains { biasOwner($0) != nil } }

  private func everyLayer(of place: WeightPlace) -> [WeightSite] {
    (0..<(place.isInEveryLayer ? layers : 1)).map { WeightSite(place, layer: $0) }
  }

  /// The place whose bias a place adds; nil where it adds none.
  func biasOwner(_ site: WeightSite) -> WeightSite? {
    let owner = owner(of: site)
    return hasOwnBias(owner) ? owner : nil
  }

  /// The site that a reference means.
  fileprivate func site(of reference: WeightReference, from site: WeightSite) -> WeightSite {
    WeightSite(reference.place, layer: reference.layer ?? site.layer)
  }

  /// The factors that other expressions refer to.
  fileprivate func sharedFactors() -> Set<WeightReference> {
    var found: Set<WeightReference> = []
    for site in sites {
      expression(at: site).forEach { part in
        guard case .reference(let reference) = part, let factor = reference.factor else { return }
        let owner = owner(of: self.site(of: reference, from: site))
        found.insert(WeightReference(owner.place, layer: owner.layer, factor: factor))
      }
    }
    return found
  }
}

extension WeightExpression {
  /// Itself, and what it is made of.
  fileprivate func forEach(_ body: (WeightExpression) -> Void) {
    body(self)
    switch self {
    case .transposed(let x), .scaled(let x, _), .turned(let x, _): x.forEach(body)
    case .product(let first, let second, _):
      first.forEach(body)
      second.forEach(body)
    default: break
    }
  }
}
