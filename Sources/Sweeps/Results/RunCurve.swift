import Addition
import Training

/// What a run's validations found, and what can be said of how it learned.
public struct RunCurve: Hashable, Sendable {
  /// One validation.
  public struct Point: Hashable, Sendable {
    /// Steps taken.
    public let step: Int
    /// Mean training loss since the validation before, in nats a token.
    public let trainingLoss: Double
    /// Problems with every answer digit right, and answer digits that are right given the true ones before them.
    public let exact, tokens: Int
    /// Mean cross-entropy of the answer digits, in nats.
    public let loss: Double
  }

  /// By step.
  public var points: [Point]
  /// Problems and answer digits of a validation.
  public let problems, digits: Int

  /// A curve of these validations.
  public init(_ points: [Point] = [], problems: Int, digits: Int) {
    (self.points, self.problems, self.digits) = (points, problems, digits)
  }

  /// The curve of a run's records.
  init(_ curve: TrainingCurve, problems: Int, digits: Int) {
    self.init(
      curve.records.map {
        Point(
          step: $0.step, trainingLoss: $0.loss, exact: $0.validation.exactMatch.count,
          tokens: $0.validation.tokenAccuracy.count, loss: $0.validation.loss)
      }, problems: problems, digits: digits)
  }

  /// A point's validation exact match, 0...1.
  func share(_ point: Point) -> Double { problems == 0 ? 0 : Double(point.exact) / Double(problems) }

  /// The first validation, by its step, at which so large a share of the problems was right; nil if none was.
  public func steps(to share: Double) -> Int? { points.first { self.share($0) >= share }?.step }

  /// A rise from one validation to the next.
  public struct Jump: Hashable, Sendable, Codable {
    /// The steps of the two validations.
    public let from, to: Int
    /// By how much the exact match rose, in parts of 1.
    public let rise: Double
  }

  /// The largest rise between two validations, of equals the first; nil where the exact match never rose.
  public var largestJump: Jump? {
    let pairs = zip(points, points.dropFirst())
    guard let (first, second) = pairs.max(by: { $0.1.exact - $0.0.exact < $1.1.exact - $1.0.exact }) else { return nil }
    let rise = second.exact - first.exact
    guard rise > 0 else { return nil }
    let earliest = pairs.first { $0.1.exact - $0.0.exact == rise } ?? (first, second)
    return Jump(from: earliest.0.step, to: earliest.1.step, rise: Double(rise) / Double(problems))
  }

  /// How a run stays where it got to.
  public struct Stability: Hashable, Sendable {
    /// The validations after the first at 99% or more, and how many of them are at 99% or more.
    public let held: Proportion
    /// The lowest exact match of these validations, in parts of 1.
    public let lowest: Double
  }

  /// What became of the exact match once it was 99%; nil if it never was, or in the last validation only.
  public var stability: Stability? {
    guard let first = points.firstIndex(where: { share($0) >= Self.high }) else { return nil }
    let later = points[(first + 1)...].map(share)
    guard let lowest = later.min() else { return nil }
    return Stability(held: Proportion(later.count { $0 >= Self.high }, of: later.count), lowest: lowest)
  }

  /// The exact match that counts as learned.
  static let high = 0.99
}
