import Addition
import Foundation
import Transformer

/// Vectors among a model's effective weights that are nearly parallel: the next ties.
///
/// Rows and columns of all matrices are compared where they are equally long, and whole matrices as they are, transposed, and turned
/// by an angle in the pairs of rows (0, 1), (2, 3), ... What the architecture ties already is left out: it stays parallel whatever
/// the learned numbers are.
public struct NearTies: Encodable, Sendable {
  /// A pair.
  public struct Pair: Encodable, Hashable, Sendable {
    /// Such as `value row 1` and `up row 0`.
    public let first, second: String
    /// How long the vectors are.
    public let dimension: Int
    /// The cosine of the angle between them: 1 for equal directions, -1 for opposite ones.
    public let cosine: Double
    /// The second times this is nearest to the first.
    public let factor: Double
    /// The angle by which the second is turned before, in radians; nil where it is not.
    public let angle: Double?
    /// How likely an |cosine| as great is between random directions.
    public let chance: Double
    /// How many pairs of this dimension were looked at.
    public let looked: Int

    /// How many such pairs are expected among random directions.
    public var expected: Double { chance * Double(looked) }
  }

  /// Pairs of which fewer than one is expected by chance, the smallest `1 - |cosine|` first.
  public let pairs: [Pair]
  /// All pairs that were looked at.
  public let looked: Int

  init(_ model: Model, seed: UInt64) throws(AnalysisError) {
    let vectors = Vectors(model, parameters: model.weights.map(Double.init))
    // The same places with other numbers: what is parallel here too is so by the architecture.
    var random = RandomStream(seed: seed, purpose: .analysis, step: 50)
    let size = (model.weights.reduce(0) { $0 + Double($1 * $1) } / Double(max(model.weights.count, 1))).squareRoot()
    let learned = model.program.parameters.learnableCount
    let moved = model.weights.enumerated().map { index, weight in
      index < learned ? Double(weight) + 0.3 * max(size, 0.1) * random.normal() : Double(weight)
    }
    let others = Vectors(model, parameters: moved)
    var (found, counts): ([Candidate], [Int: Int]) = ([], [:])
    for (group, other) in zip(vectors.groups, others.groups) {
      // Vectors that the architecture ties are one: the first speaks for all.
      var tied: Set<Int> = []
      for a in group.indices where !tied.contains(a) {
        for b in group.indices.dropFirst(a + 1) where group[a].owner != group[b].owner || group[a].isPart {
          guard let cosine = group[a].cosine(group[b]), abs(cosine) > 1 - 1e-9, let again = other[a].cosine(other[b]),
            abs(again) > 1 - 1e-9
          else { continue }
          tied.insert(b)
        }
      }
      for a in group.indices where !tied.contains(a) {
        for b in group.indices.dropFirst(a + 1)
        where !tied.contains(b) && (group[a].owner != group[b].owner || group[a].isPart) {
          let (x, y) = (group[a], group[b])
          // A row and a column of one matrix meet in one number.
          if x.owner == y.owner, x.isColumn != y.isColumn { continue }
          counts[x.dimension, default: 0] += 1
          guard let cosine = x.cosine(y), abs(cosine) > 0.7 else { continue }
          found.append(Candidate(first: x, second: y, cosine: cosine))
        }
      }
    }
    looked = counts.values.reduce(0, +)
    pairs = found.map { $0.pair(looked: counts[$0.first.dimension] ?? 0) }.filter { $0.expected < 1 }
      .sorted { (1 - abs($0.cosine), $0.first, $0.second) < (1 - abs($1.cosine), $1.first, $1.second) }
  }

  /// How likely two random directions of a dimension have an |cosine| of at least this: the share of a sphere in two caps, or for
  /// complex directions, of which an angle is free, `(1 - c^2)^(n / 2 - 1)`.
  static func chance(cosine: Double, dimension: Int, isTurned: Bool) -> Double {
    let sine = max(0, 1 - cosine * cosine).squareRoot()
    if isTurned { return pow(sine, Double(dimension - 2)) }
    guard dimension > 1 else { return 1 }
    // The integral of sin^(n - 2) over the cap and over a quarter turn, by Simpson's rule.
    func integral(to end: Double) -> Double {
      let steps = 400
      let width = end / Double(steps)
      let sum = (0...steps).reduce(0) { sum, step in
        let weight = step == 0 || step == steps ? 1.0 : step % 2 == 1 ? 4 : 2
        return sum + weight * pow(sin(width * Double(step)), Double(dimension - 2))
      }
      return sum * width / 3
    }
    return min(1, integral(to: asin(sine)) / integral(to: .pi / 2))
  }
}

/// A pair that may be worth telling.
private struct Candidate {
  let first, second: WeightVector
  let cosine: Double

  func pair(looked: Int) -> NearTies.Pair {
    let (isTurned, length) = (first.isTurned, second.values.length)
    return NearTies.Pair(
      first: first.name, second: second.name, dimension: first.dimension, cosine: cosine,
      factor: cosine * first.values.length / length, angle: isTurned ? first.angle(second) : nil,
      chance: NearTies.chance(cosine: cosine, dimension: first.dimension, isTurned: isTurned), looked: looked)
  }
}

/// A row, a column or all of a matrix.
private struct WeightVector {
  let name: String
  let owner: WeightSite
  let isPart, isColumn: Bool
  /// Whether the second of a pair may be turned: then values are pairs, real and imaginary.
  let isTurned: Bool
  let values: [Double]

  var dimension: Int { values.count }

  /// Nil where one of the two is zero.
  func cosine(_ other: WeightVector) -> Double? {
    let lengths = values.length * other.values.length
    guard lengths > 0 else { return nil }
    guard isTurned else { return values.dot(other.values) / lengths }
    let (real, imaginary) = product(other)
    return (real * real + imaginary * imaginary).squareRoot() / lengths
  }

  func angle(_ other: WeightVector) -> Double {
    let (real, imaginary) = product(other)
    return atan2(imaginary, real)
  }

  /// The sum of a times the conjugate of b over pairs: its argument is the turn from the second to the first.
  private func product(_ other: WeightVector) -> (Double, Double) {
    var (real, imaginary) = (0.0, 0.0)
    for i in stride(from: 0, to: dimension, by: 2) {
      real += values[i] * other.values[i] + values[i + 1] * other.values[i + 1]
      imaginary += values[i + 1] * other.values[i] - values[i] * other.values[i + 1]
    }
    return (real, imaginary)
  }
}

/// All vectors that are compared, in groups of equal length and kind.
private struct Vectors {
  let groups: [[WeightVector]]

  init(_ model: Model, parameters: [Double]) {
    let architecture = model.architecture
    var byKind: [String: [WeightVector]] = [:]
    var order: [String] = []
    func add(_ kind: String, _ vector: WeightVector) {
      if byKind[kind] == nil { order.append(kind) }
      byKind[kind, default: []].append(vector)
    }
    for site in architecture.sites where !site.place.isNorm && architecture.owner(of: site) == site {
      guard let place = model.program.derivative(of: site, parameters: parameters, differentiates: false) else { continue }
      let name = architecture.layers > 1 ? site.description : site.place.rawValue
      let (rows, columns) = (place.rows, place.columns)
      func at(_ row: Int, _ column: Int) -> Double { place.values[row * columns + column] }
      if columns > 1 {
        for row in 0..<rows {
          add(
            "part \(columns)",
            WeightVector(
              name: "\(name) row \(row)", owner: site, isPart: true, isColumn: false, isTurned: false,
              values: (0..<columns).map { at(row, $0) }))
        }
      }
      if rows > 1, !site.place.isTableOfVectors {
        for column in 0..<columns {
          add(
            "part \(rows)",
            WeightVector(
              name: "\(name) column \(column)", owner: site, isPart: true, isColumn: true, isTurned: false,
              values: (0..<rows).map { at($0, column) }))
        }
      }
      guard rows > 1, columns > 1, !site.place.isTableOfVectors else { continue }
      for isTransposed in [false, true] {
        let (height, width) = isTransposed ? (columns, rows) : (rows, columns)
        func entry(_ row: Int, _ column: Int) -> Double { isTransposed ? at(column, row) : at(row, column) }
        let called = name + (isTransposed ? " transposed" : "")
        add(
          "whole \(height) \(width)",
          WeightVector(
            name: called, owner: site, isPart: false, isColumn: false, isTurned: false,
            values: (0..<height).flatMap { row in (0..<width).map { entry(row, $0) } }))
        guard height.isMultiple(of: 2) else { continue }
        let pairs = stride(from: 0, to: height, by: 2).flatMap { row in
          (0..<width).flatMap { [entry(row, $0), entry(row + 1, $0)] }
        }
        add(
          "turned \(height) \(width)",
          WeightVector(
            name: called + " turned", owner: site, isPart: false, isColumn: false, isTurned: true, values: pairs))
      }
    }
    groups = order.map { byKind[$0] ?? [] }
  }
}

extension WeightPlace {
  /// Tables' columns are features over tokens or positions, which nothing multiplies with.
  fileprivate var isTableOfVectors: Bool { self == .tokens || self == .positions || self == .unembedding }
}
