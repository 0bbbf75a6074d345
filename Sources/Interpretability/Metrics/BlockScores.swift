import Addition
import Lanes
import Transformer

/// What the digits of a block's problems are sorted by and compared with; made once a block, for all states.
struct BlockScores {
  private let format: TokenFormat
  private let vocabulary: Int
  /// `[place][lane]`: the two tokens whose logits are compared, and one where there is such a comparison.
  private var chosen: [Lane]
  private var others: [Lane]
  private var isCompared: [Lane]
  /// `[place]`: right tokens.
  private var right: [Lane]
  /// Log-probabilities of the unchanged model, `[place][token]`; empty where nobody asks.
  private var clean: [Lane] = []

  init(_ format: TokenFormat) {
    self.format = format
    vocabulary = format.vocabularySize
    others = [Lane](repeating: Lane(), count: format.answerLength)
    (chosen, isCompared, right) = (others, others, others)
  }

  /// Takes in a block that is loaded.
  /// - Parameter pairs: two problems for each, whose answers' digits are compared; nil for the problem's own and the flipped carry's.
  mutating func load(_ problems: [Problem], _ pass: Pass<Lane>, pairs: [(clean: Problem, corrupted: Problem)]?) {
    for place in 0..<format.answerLength {
      for (lane, problem) in problems.enumerated() {
        let (digit, rival) = Self.digits(problem, pairs?[lane], place)
        chosen[place][lane] = Float(digit)
        others[place][lane] = Float(rival)
        isCompared[place][lane] = digit == rival ? 0 : 1
        right[place][lane] = Float(problem.sumDigits[place])
      }
    }
  }

  private static func digits(
    _ problem: Problem, _ pair: (clean: Problem, corrupted: Problem)?, _ place: Int
  ) -> (chosen: Int, other: Int) {
    if let pair { return (Int(pair.clean.sumDigits[place]), Int(pair.corrupted.sumDigits[place])) }
    let digit = Int(problem.sumDigits[place])
    // Nothing enters the units place.
    guard place > 0 else { return (digit, digit) }
    return (digit, (digit + (Carries(problem).carryIn(place) ? 9 : 1)) % 10)
  }

  /// Keeps the unchanged model's distributions, from a pass that has been run.
  mutating func keepDistributions(of pass: Pass<Lane>) {
    clean.removeAll(keepingCapacity: true)
    for place in 0..<format.answerLength {
      clean += Self.logProbabilities(pass.logits(at: format.query(answerDigit: place)), vocabulary)
    }
  }

  /// The values of one digit, lane by lane, and one in the lanes that have any.
  func values(_ metric: Metric, _ place: Int, of pass: Pass<Lane>) -> (values: Lane, isThere: Lane) {
    let logits = pass.logits(at: format.query(answerDigit: place))
    let all = Lane(repeating: 1)
    switch metric {
    case .exact: preconditionFailure("whole answers have no value for a digit")
    case .digits: return (pass.hits(at: format.query(answerDigit: place)), all)
    case .logitDifference:
      var difference = Lane()
      for token in 0..<min(vocabulary, 10) {
        difference += logits[token].masked(where: chosen[place], equal: Float(token))
        difference -= logits[token].masked(where: others[place], equal: Float(token))
      }
      return (difference, isCompared[place])
    case .loss:
      return (CrossEntropy.loss(logits, vocabulary: vocabulary, target: right[place]), all)
    case .divergence:
      let now = Self.logProbabilities(logits, vocabulary)
      var sum = Lane()
      for token in 0..<vocabulary {
        let before = clean[place * vocabulary + token]
        sum += Lane.exp(before) * (before - now[token])
      }
      return (sum, all)
    }
  }

  private static func logProbabilities(_ logits: UnsafeMutablePointer<Lane>, _ vocabulary: Int) -> [Lane] {
    var highest = logits[0]
    for token in 1..<vocabulary { highest = Lane.maximum(highest, logits[token]) }
    var sum = Lane()
    for token in 0..<vocabulary { sum += Lane.expOfNonPositive(logits[token] - highest) }
    let total = highest + Lane.log(sum)
    return (0..<vocabulary).map { logits[$0] - total }
  }
}
