import Addition
import Lanes
import Transformer

/// What is attributed for a block of pairs: each pair's mean logit difference between the clean problem's digit and the corrupted
/// problem's, over the digits of the answer in which they differ.
struct PairContrast {
  /// By answer digit, then token: the weight that each pair gives to a logit.
  private var weights: [[Lane]]
  private let format: TokenFormat
  /// Behind the last position at which any pair is asked for a digit.
  private(set) var end = 0

  init(_ pairs: [ProblemPair], _ format: TokenFormat) {
    self.format = format
    weights = [[Lane]](
      repeating: [Lane](repeating: Lane(), count: format.vocabularySize), count: format.answerLength)
    for (lane, pair) in pairs.enumerated() {
      let (clean, corrupted) = (pair.clean.sumDigits, pair.corrupted.sumDigits)
      let places = (0..<format.answerLength).filter { clean[$0] != corrupted[$0] }
      for place in places {
        weights[place][Int(clean[place])][lane] += 1 / Float(places.count)
        weights[place][Int(corrupted[place])][lane] -= 1 / Float(places.count)
        end = max(end, format.query(answerDigit: place) + 1)
      }
    }
  }

  /// The logit difference of each pair in a pass that has been run.
  func value(_ pass: Pass<Lane>) -> Lane {
    var sum = Lane()
    for (place, weights) in weights.enumerated() {
      let query = format.query(answerDigit: place)
      guard query < end else { break }
      let logits = pass.logits(at: query)
      for (token, weight) in weights.enumerated() where weight != Lane() { sum = sum.addingProduct(weight, logits[token]) }
    }
    return sum
  }

  /// The gradient of all pairs' logit differences with respect to a position's logits.
  func setGradient(at position: Int, _ gradient: UnsafeMutableBufferPointer<Lane>) {
    let place = position - format.query(answerDigit: 0)
    guard weights.indices.contains(place) else { return }
    for (token, weight) in weights[place].enumerated() { gradient[token] = weight }
  }
}
