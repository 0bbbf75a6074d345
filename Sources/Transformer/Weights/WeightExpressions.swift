/// The expressions of a model's places: those that are out of the ordinary.
///
/// An expression holds for all blocks unless a block has its own.
public struct WeightExpressions: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  private var given: [WeightReference: WeightExpression] = [:]

  /// No place is out of the ordinary.
  public init() {}

  /// Expressions that hold for all blocks.
  public init(dictionaryLiteral elements: (WeightPlace, WeightExpression)...) {
    for (place, expression) in elements { self[place] = expression }
  }

  /// What is said of a place for all blocks.
  public subscript(place: WeightPlace) -> WeightExpression? {
    get { given[WeightReference(place)] }
    set { given[WeightReference(place)] = newValue }
  }

  /// What is said of a place of one block.
  public subscript(place: WeightPlace, layer layer: Int) -> WeightExpression? {
    get { given[WeightReference(place, layer: layer)] }
    set { given[WeightReference(place, layer: layer)] = newValue }
  }

  /// Whether every place is ordinary.
  public var isEmpty: Bool { given.isEmpty }

  /// The blocks that have expressions of their own.
  var layers: [Int] { given.keys.compactMap(\.layer) }
}

extension WeightExpressions: Codable {
  private struct PlaceName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Decodes an object with places as names: `"query"`, or `"blocks.1.query"` for one block.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: PlaceName.self)
    for key in container.allKeys {
      guard let place = WeightReference(key.stringValue), place.factor == nil else {
        let places = WeightPlace.allCases.map(\.rawValue).joined(separator: ", ")
        throw DecodingError.dataCorrupted(
          .init(
            codingPath: decoder.codingPath,
            debugDescription: "there is no such place as '\(key.stringValue)'; places are \(places)"))
      }
      given[place] = try container.decode(WeightExpression.self, forKey: key)
    }
  }

  /// Encodes an object with places as names.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: PlaceName.self)
    for (place, expression) in given { try container.encode(expression, forKey: PlaceName(stringValue: place.description)) }
  }
}

extension Architecture {
  /// The expression of a place: what is given for its block, or for all, or what is ordinary.
  public func expression(at site: WeightSite) -> WeightExpression {
    weights[site.place, layer: site.layer] ?? weights[site.place] ?? (site.place == .unembedding ? .same(.tokens) : .own)
  }

  /// Whether the model has a place.
  public func has(_ place: WeightPlace) -> Bool {
    switch place {
    case .positions: attention.rotary == nil || weights[.positions] != nil
    case .queryNorm, .keyNorm: attention.normalizesQueryKey == true
    case .gate: mlp.activation == .swiGLU
    case .finalNorm: norm.isFinal
    case .projection: residual.isSplit || weights[.projection] != nil
    default: true
    }
  }

  /// All places, in the order of the computation.
  public var sites: [WeightSite] {
    let block: [WeightPlace] = [
      .norm1, .query, .key, .queryNorm, .keyNorm, .value, .output, .norm2, .gate, .up, .down,
    ]
    let blocks = (0..<layers).flatMap { layer in block.map { WeightSite($0, layer: layer) } }
    let once = { (place: WeightPlace) in WeightSite(place) }
    return ([.tokens, .positions].map(once) + blocks + [.finalNorm, .projection, .unembedding].map(once)).filter { has($0.place) }
  }

  /// The part of the residual stream that a projection of attention reads: as given, or in a split stream the position dims for
  /// queries and keys and the token dims for values. Everything else reads all.
  public func part(readBy place: WeightPlace) -> ResidualStream.Part {
    switch place {
    case .query, .key: reads[place] ?? (residual.isSplit ? .position : .all)
    case .value: reads[place] ?? (residual.isSplit ? .token : .all)
    default: .all
    }
  }

  /// The sizes of a place's weights: rows (outputs) and columns (inputs); a norm is one row.
  public func shape(of place: WeightPlace) -> (rows: Int, columns: Int) {
    let width = residual.width
    func inputs(_ place: WeightPlace) -> Int { residual.features(of: part(readBy: place)).count }
    return switch place {
    case .tokens: (format.vocabularySize, residual.tokenWidth)
    case .positions: (contextLength, residual.positionWidth)
    case .norm1, .norm2, .finalNorm: (1, width)
    case .queryNorm, .keyNorm: (1, attention.queryKeyWidth)
    case .query: (attention.heads * attention.queryKeyWidth, inputs(.query))
    case .key: (keyValueHeads * attention.queryKeyWidth, inputs(.key))
    case .value: (keyValueHeads * attention.valueWidth, inputs(.value))
    case .output: (width, attention.heads * attention.valueWidth)
    case .gate, .up: (mlp.hidden, width)
    case .down: (width, mlp.hidden)
    case .projection: (residual.tokenWidth, width)
    case .unembedding: (format.vocabularySize, has(.projection) ? residual.tokenWidth : width)
    }
  }

  /// Heads of keys and values.
  public var keyValueHeads: Int { attention.keyValueHeads ?? attention.heads }
}
