import Addition
import Foundation
import Transformer

/// How positions lie: the curve of each dimension over the places of a number, and what the three numbers share.
public struct PositionGeometry: Codable, Hashable, Sendable {
  /// One of the three numbers.
  public enum Number: String, Codable, Hashable, Sendable, CaseIterable {
    /// The operands and the answer.
    case x = "X"
    case y = "Y"
    case z = "Z"

    /// The positions of places 0...9, units first.
    func positions(_ format: TokenFormat) -> [Int] {
      (0..<Problem.operandDigits).map {
        switch self {
        case .x: format.firstOperandPosition($0)
        case .y: format.secondOperandPosition($0)
        case .z: format.answerPosition($0)
        }
      }
    }
  }

  /// One dimension over the places 0...9 of one number.
  public struct Curve: Codable, Hashable, Sendable {
    /// The number.
    public let number: Number
    /// The dimension of the position vectors.
    public let dimension: Int
    /// The value at each place, units first.
    public let values: [Double]
    /// The closest sinusoid with a linear term; nil for a constant curve. Z10, which is no operand's place, takes no part.
    public let fit: SinusoidFit?
  }

  /// How close the same places of two numbers are.
  public struct Sharing: Codable, Hashable, Sendable {
    /// One of the two numbers.
    public let first: Number
    /// The other.
    public let second: Number
    /// The mean distance of place i of the one from place i of the other.
    public let samePlace: Double
    /// The mean distance of place i of the one from place j of the other, i not j.
    public let otherPlace: Double

    /// 0 where both numbers use the same vectors, about 1 where they have nothing in common; nil if all vectors are equal.
    public var relativeDistance: Double? { otherPlace > 0 ? samePlace / otherPlace : nil }
  }

  /// A label for every position, such as `X3`.
  public let positionLabels: [String]
  /// `[position][dimension]`, as they enter the residual stream.
  public let vectors: [[Double]]
  /// The curves of X, Y and Z, dimension by dimension.
  public let curves: [Curve]
  /// The explained variance that the sinusoid scan reaches on white noise over ten places in 95% of draws.
  public let noiseLevel: Double
  /// The draws of white noise behind the noise level.
  public let noiseDraws: Int
  /// Their seed.
  public let noiseSeed: UInt64
  /// `[position][position]`, -1...1; nil where one of the two vectors is zero.
  public let cosineSimilarity: [[Double?]]
  /// The principal components of the places 0...9 of the three numbers: a delimiter far away would take the first for itself.
  public let principalComponents: PrincipalComponents
  /// X with Y, X with Z, Y with Z.
  public let sharing: [Sharing]

  /// - Throws: `AnalysisError.notFinite` for a diverged model, `.noHook` without embeddings, `.numerical` if LAPACK gives up.
  public init(_ model: Model, noiseDraws: Int = 400, seed: UInt64 = 1) throws(AnalysisError) {
    let format = model.architecture.format
    let vectors = try model.positionVectors()
    let scan = try SinusoidScan(count: Problem.operandDigits)
    var curves: [Curve] = []
    for number in Number.allCases {
      let places = number.positions(format)
      for dimension in vectors[0].indices {
        let values = places.map { vectors[$0][dimension] }
        curves.append(Curve(number: number, dimension: dimension, values: values, fit: try scan.fit(values)))
      }
    }
    positionLabels = Array(format.positionLabels.prefix(vectors.count))
    self.vectors = vectors
    self.curves = curves
    noiseLevel = scan.noiseLevel(draws: noiseDraws, seed: seed)
    self.noiseDraws = noiseDraws
    noiseSeed = seed
    cosineSimilarity = vectors.map { a in vectors.map { b in Self.cosine(a, b) } }
    principalComponents = try PrincipalComponents(Number.allCases.flatMap { $0.positions(format) }.map { vectors[$0] })
    sharing = [(Number.x, Number.y), (.x, .z), (.y, .z)].map { first, second in
      Self.sharing(first, second, vectors, format)
    }
  }

  private static func cosine(_ a: [Double], _ b: [Double]) -> Double? {
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let norms = dot(a, a).squareRoot() * dot(b, b).squareRoot()
    return norms > 0 ? min(max(dot(a, b) / norms, -1), 1) : nil
  }

  private static func sharing(
    _ first: Number, _ second: Number, _ vectors: [[Double]], _ format: TokenFormat
  ) -> Sharing {
    let (a, b) = (first.positions(format), second.positions(format))
    var (same, other) = (0.0, 0.0)
    for (i, p) in a.enumerated() {
      for (j, q) in b.enumerated() {
        let distance = zip(vectors[p], vectors[q]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        if i == j { same += distance } else { other += distance }
      }
    }
    let places = Double(a.count)
    return Sharing(
      first: first, second: second, samePlace: same / places, otherPlace: other / (places * (places - 1)))
  }
}
