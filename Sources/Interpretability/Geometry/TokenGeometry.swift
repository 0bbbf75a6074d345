import Foundation
import Transformer

/// How the ten digits lie: on an arc, a circle, or anyhow.
public struct TokenGeometry: Codable, Hashable, Sendable {
  /// The published parameters of an arc: digit d at `amplitude (cos(start + d stride), sin(start + d stride))`.
  public struct Arc: Codable, Hashable, Sendable {
    /// `tok_arc_A`; its sign is the model's.
    public let amplitude: Double
    /// `tok_arc_start`, in radians.
    public let start: Double
    /// `tok_arc_stride`, in radians a digit.
    public let stride: Double
    /// Which of the three are fixed rather than learned; names of tensors.
    public var fixed: [String] = []
  }

  /// How the digits run around the fitted circle's centre.
  public struct Order: Codable, Hashable, Sendable {
    /// The digits' angles in radians, each within half a turn of the one before.
    public let angles: [Double]
    /// Whether all nine steps from digit to digit turn the same way.
    public let isMonotone: Bool
    /// The mean step in radians; positive is counterclockwise.
    public let meanStep: Double
    /// The standard deviation of the nine steps, in radians.
    public let stepDeviation: Double
  }

  /// `[digit][dimension]`, as they enter the residual stream.
  public let vectors: [[Double]]
  /// The digits in the plane: the vectors themselves if they have two dimensions, otherwise their first two principal
  /// components.
  public let plane: [[Double]]
  /// The principal components.
  public let principalComponents: PrincipalComponents
  /// The share of the variance that the plane shows.
  public let planeVariance: Double
  /// The circle closest to the plane's points; nil if they lie on a line.
  public let circle: CircleFit?
  /// The digits' order around its centre.
  public let order: Order?
  /// The parameters of a model that has its digits on an arc by construction.
  public let arc: Arc?

  /// - Throws: `AnalysisError.notFinite` for a diverged model, `.noHook` without embeddings, `.numerical` if LAPACK gives up.
  public init(_ model: Model) throws(AnalysisError) {
    let names = ["tok_arc_A", "tok_arc_start", "tok_arc_stride"]
    let arc = names.compactMap { model.tensor($0)?.first.map { Double($0) } }
    let fixed = names.filter { model.program.parameters[$0]?.isTrainable == false }
    try self.init(
      vectors: model.digitVectors(),
      arc: arc.count == 3 ? Arc(amplitude: arc[0], start: arc[1], stride: arc[2], fixed: fixed) : nil)
  }

  /// The geometry of given vectors.
  ///
  /// - Parameter vectors: equally long, at least one.
  /// - Throws: as the other initializer.
  public init(vectors: [[Double]], arc: Arc? = nil) throws(AnalysisError) {
    let components = try PrincipalComponents(vectors)
    let isPlane = vectors.allSatisfy { $0.count == 2 }
    let plane = Self.plane(of: vectors, components)
    let circle = try CircleFit(plane)
    self.vectors = vectors
    self.plane = plane
    self.circle = circle
    self.arc = arc
    principalComponents = components
    planeVariance = isPlane ? 1 : components.explainedVariance.prefix(2).reduce(0, +)
    order = circle.map { circle in Order(plane.map(circle.angle)) }
  }

  /// The plane in which vectors are looked at.
  static func plane(of vectors: [[Double]]) throws(AnalysisError) -> [[Double]] {
    plane(of: vectors, try PrincipalComponents(vectors))
  }

  private static func plane(of vectors: [[Double]], _ components: PrincipalComponents) -> [[Double]] {
    // A single dimension leaves the second coordinate empty.
    vectors.allSatisfy { $0.count == 2 } ? vectors : components.coordinates.map { Array(($0 + [0, 0]).prefix(2)) }
  }
}

extension TokenGeometry.Order {
  /// The order of points given by their angles.
  ///
  /// - Precondition: at least two angles.
  init(_ raw: [Double]) {
    precondition(raw.count >= 2, "an order of two points or more")
    let steps = zip(raw.dropFirst(), raw).map { later, earlier in
      (later - earlier).remainder(dividingBy: 2 * .pi)
    }
    angles = steps.reduce(into: [raw[0]]) { $0.append($0[$0.count - 1] + $1) }
    isMonotone = steps.allSatisfy { $0 > 0 } || steps.allSatisfy { $0 < 0 }
    let mean = steps.reduce(0, +) / Double(steps.count)
    meanStep = mean
    stepDeviation = (steps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(steps.count)).squareRoot()
  }
}
