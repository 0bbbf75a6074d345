/// Problems that a model is to learn above all, such as those that it gets wrong, mixed into its training.
/// In JSON: `{"problems": [[9999999999, 1], [5, 95]], "probability": 0.2}`.
public struct Targets: Hashable, Sendable {
  /// The problems, each as likely as any other; at least one.
  public let problems: [Problem]
  /// The probability that an example is one of them, 0...1.
  public let probability: Double

  /// The most problems that can be targeted: a recipe names them all.
  public static let most = 20_000

  /// Problems mixed in with a probability.
  /// - Throws: `SamplingError.targets` without problems or with too many, `.targetProbability` outside 0...1.
  public init(_ problems: [Problem], probability: Double) throws(SamplingError) {
    guard (1...Self.most).contains(problems.count) else { throw .targets(problems.count) }
    guard probability >= 0, probability <= 1 else { throw .targetProbability(probability) }
    self.problems = problems
    self.probability = probability
  }

  /// One of the problems.
  func problem(_ random: inout RandomStream) -> Problem { problems[Int(random.below(UInt64(problems.count)))] }
}

extension Targets: Codable {
  private enum CodingKeys: CodingKey { case problems, probability }

  /// Decodes and validates.
  /// - Throws: `DecodingError` for a missing or impossible value.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let pairs = try container.decode([[UInt64]].self, forKey: .problems)
    let probability = try container.decode(Double.self, forKey: .probability)
    func corrupted(_ problem: String) -> DecodingError {
      .dataCorrupted(.init(codingPath: container.codingPath + [CodingKeys.problems], debugDescription: problem))
    }
    let problems = try pairs.enumerated().map { place, pair in
      guard pair.count == 2 else { throw corrupted("problem \(place + 1) is not two operands, [a, b]") }
      do throws(OperandError) { return try Problem(pair[0], pair[1]) } catch {
        throw corrupted("problem \(place + 1): \(error)")
      }
    }
    self = try SamplingError.decoding(decoder) { () throws(SamplingError) in
      try Targets(problems, probability: probability)
    }
  }

  /// Encodes pairs of operands.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(problems.map { [$0.a, $0.b] }, forKey: .problems)
    try container.encode(probability, forKey: .probability)
  }
}
