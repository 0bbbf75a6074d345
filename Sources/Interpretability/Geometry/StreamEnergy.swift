import Transformer

/// How much of each weight reads or writes what tokens bring into the residual stream, and how much what positions bring.
public struct StreamEnergy: Codable, Hashable, Sendable {
  /// How tokens and positions are told apart.
  public enum Division: String, Codable, Hashable, Sendable {
    /// They have dims of their own: every weight belongs to one of the two.
    case dims
    /// They are added: a weight's share is what lies in the span of the token vectors, or of the position vectors. The two spans may
    /// overlap, and where one of them fills the stream its share is 1 whatever the weight.
    case spans
  }

  /// One weight, or one head's part of it.
  public struct Row: Codable, Hashable, Sendable {
    /// Such as `blocks.0.query`.
    public let weight: String
    /// The head; nil for all of them, and for weights that have none.
    public let head: Int?
    /// Whether it writes to the stream, instead of reading from it.
    public let writes: Bool
    /// The share of its squared Frobenius norm in the token dims, or in their span; nil for a weight of zeros.
    public let token: Double?
    /// The same of the positions; nil, too, for a model without position vectors.
    public let position: Double?
    /// The share in the plane of the digits' first two principal components: what goes round their circle. Of a weight that knows
    /// nothing of digits it is about 2 over the stream's dims.
    public let digitPlane: Double?
    /// Of the variance of what it reads that embeddings bring along, the share that is due to which of the ten digits a token is,
    /// the rest being due to which position; nil for what writes, for models without position vectors, and where there is none.
    public let digitVariance: Double?

    /// Such as `blocks.0.query H1`.
    public var name: String { weight + (head.map { " H\($0)" } ?? "") }
  }

  /// How tokens and positions are told apart.
  public let division: Division
  /// The dims that token vectors span, of the stream's.
  public let tokenRank: Int
  /// The dims that position vectors span; nil for a model without.
  public let positionRank: Int?
  /// The stream's dims.
  public let width: Int
  /// Whether the share of tokens tells anything: they have dims of their own, or their span does not fill the stream.
  public var tellsOfTokens: Bool { division == .dims || tokenRank < width }
  /// The same of positions.
  public var tellsOfPositions: Bool { division == .dims || (positionRank ?? width) < width }

  /// Every weight that reads from the stream or writes to it, in the order of the computation; where there are several heads, head
  /// by head below their sum.
  public let rows: [Row]

  /// - Parameters:
  ///   - tokens: every token's vector.
  ///   - digits: those of the ten digits.
  ///   - positions: nil for a model without position vectors.
  init(_ model: Model, tokens: [[Double]], digits: [[Double]], positions: [[Double]]?) throws(AnalysisError) {
    let residual = model.architecture.residual
    func placed(_ vectors: [[Double]], _ part: ResidualStream.Part) -> [[Double]] {
      let features = residual.features(of: part)
      return vectors.map { v in (0..<residual.width).map { features.contains($0) ? v[$0 - features.lowerBound] : 0 } }
    }
    func dims(_ part: ResidualStream.Part) -> [[Double]] {
      residual.features(of: part).map { d in (0..<residual.width).map { $0 == d ? 1 : 0 } }
    }
    let tokenSpan = try Span(placed(tokens, .token))
    let positionSpan = try positions.map { p throws(AnalysisError) in try Span(placed(p, .position)) }
    (tokenRank, positionRank, width) = (tokenSpan.axes.count, positionSpan?.axes.count, residual.width)
    division = residual.isSplit ? .dims : .spans
    let tokenAxes = residual.isSplit ? dims(.token) : tokenSpan.axes
    let positionAxes = residual.isSplit ? dims(.position) : positionSpan?.axes
    let digitChanges = Self.centered(placed(digits, .token))
    let positionChanges = positions.map { Self.centered(placed($0, .position)) }
    let digitPlane = Array(try Span(digitChanges).axes.prefix(2))
    rows = StreamWeights(model).all.map { weight in
      let share = { (axes: [[Double]]) in Self.share(of: weight.rows, along: axes) }
      return Row(
        weight: weight.site.description, head: weight.head, writes: weight.writes, token: share(tokenAxes),
        position: positionAxes.flatMap(share), digitPlane: share(digitPlane),
        digitVariance: weight.writes
          ? nil : positionChanges.flatMap { Self.variance(of: weight.rows, from: digitChanges, against: $0) })
    }
  }

  private static func centered(_ vectors: [[Double]]) -> [[Double]] {
    let mean = vectors[0].indices.map { d in vectors.reduce(0) { $0 + $1[d] } / Double(vectors.count) }
    return vectors.map { v in zip(v, mean).map { $0 - $1 } }
  }

  /// The share of the rows' sum of squares along orthonormal axes.
  private static func share(of rows: [[Double]], along axes: [[Double]]) -> Double? {
    let total = rows.joined().reduce(0) { $0 + $1 * $1 }
    guard total > 0 else { return nil }
    return min(squares(of: rows, on: axes) / total, 1)
  }

  /// The mean sum of squares of what rows read from changes of digits, over the same of digits and positions.
  private static func variance(of rows: [[Double]], from digits: [[Double]], against positions: [[Double]]) -> Double? {
    let fromDigits = squares(of: rows, on: digits) / Double(digits.count)
    let fromPositions = squares(of: rows, on: positions) / Double(positions.count)
    let total = fromDigits + fromPositions
    return total > 0 ? fromDigits / total : nil
  }

  private static func squares(of rows: [[Double]], on vectors: [[Double]]) -> Double {
    rows.reduce(0) { sum, row in
      sum
        + vectors.reduce(0) { sum, vector in
          let product = zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 }
          return sum + product * product
        }
    }
  }
}

/// An orthonormal basis of what vectors span, up to the rounding of float32.
private struct Span {
  let axes: [[Double]]

  init(_ vectors: [[Double]]) throws(AnalysisError) {
    let svd = try SingularValueDecomposition(RealMatrix(vectors))
    let largest = svd.singularValues.first ?? 0
    axes = svd.singularValues.indices.filter { svd.singularValues[$0] > 1e-5 * largest }.map { svd.vTransposed.row($0) }
  }
}

extension StreamWeights {
  /// Every weight that touches the stream, heads after their sum.
  fileprivate var all: [(site: WeightSite, head: Int?, writes: Bool, rows: [[Double]])] {
    sites.flatMap { site -> [(site: WeightSite, head: Int?, writes: Bool, rows: [[Double]])] in
      let writes = writing(site) != nil
      guard let rows = writing(site) ?? reading(site) else { return [] }
      let heads = heads(of: site.place)
      let parts = heads > 1 ? (0..<heads).map { $0 } : []
      return [(site, nil, writes, rows)]
        + parts.map { head in
          let features = rows.count / heads
          return (site, head, writes, Array(rows[(head * features)..<((head + 1) * features)]))
        }
    }
  }
}
