import Addition
import Transformer

/// What a task of an evaluation has counted so far.
struct EvaluationPart: Codable {
  /// The number, in the whole suite, of the problem that is next.
  var next: Int
  var correct: Int
  /// The first that are wrong.
  var failures: [Evaluation.Failure] = []

  /// No part lists more.
  static let mostFailures = 1_000
  /// Problems between one writing of the part and the next: some seconds' work.
  static let stride = 1 << 22

  /// Whether a task with these problems can have counted so.
  func isPossible(in range: Range<Int>) -> Bool {
    guard next >= range.lowerBound, next <= range.upperBound, (0...(next - range.lowerBound)).contains(correct) else {
      return false
    }
    let wrong = next - range.lowerBound - correct
    return failures.count == min(wrong, Self.mostFailures)
      && failures.allSatisfy { failure in
        (try? Problem(failure.a, failure.b)).map { $0.sum == failure.expected && failure.got != $0.sum } ?? false
      }
  }

  /// Takes in what comes next.
  mutating func add(_ evaluation: Evaluation) {
    next += evaluation.accuracy.total
    correct += evaluation.accuracy.count
    failures = Array((failures + evaluation.failures).prefix(Self.mostFailures))
  }
}
