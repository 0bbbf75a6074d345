import Addition
import Testing

@testable import Interpretability

/// What is said of a circuit that was found, from how it does on other problems.
@Suite struct CircuitVerdictTests {
  private static func exact(_ right: Int, of problems: Int = 110) -> Measurement {
    let share = Proportion(right, of: problems)
    return Measurement(
      accuracy: AnswerAccuracy(digits: [], exact: share),
      measures: [Measure(metric: .exact, group: .all, estimate: Estimate(share))])
  }

  private static func loss(_ value: Double) -> Measurement {
    Measurement(
      accuracy: AnswerAccuracy(digits: [], exact: Proportion(0, of: 110)),
      measures: [
        Measure(metric: .loss, group: .all, estimate: Estimate(mean: value, count: 1210, interval: value...value))
      ])
  }

  private static func verdict(_ right: Int, threshold: Double) throws -> CircuitVerdict {
    let criterion = try CircuitCriterion(.exact, threshold: threshold, whole: exact(110), ablated: exact(0))
    return CircuitVerdict(circuit: exact(right), size: 3, of: 10, .reads, .exhaustive, criterion)
  }

  /// 109 of 110 are 99.1%, and their interval begins at 95.0%: just below 95.5%.
  @Test func tooFewProblemsAreNotFailure() throws {
    let few = try Self.verdict(109, threshold: 0.955)
    #expect(few.finding == .notShown)
    #expect(
      few.sentence.contains("110 problems are too few to show it: the 95% interval begins at 95.03%, below 95.5%"),
      "\(few.sentence)")
    #expect(try Self.verdict(104, threshold: 0.955).finding == .notConfirmed)
    #expect(try Self.verdict(110, threshold: 0.955).finding == .circuit)
  }

  @Test func aLowThresholdIsNotAllThatTheModelDoes() throws {
    #expect(
      try Self.verdict(110, threshold: 0.9).sentence.hasPrefix("A circuit of 3 of 10 reads does what the model does, and no"))
    let low = try Self.verdict(55, threshold: 0.3)
    #expect(low.finding == .circuit && low.sentence.hasPrefix("A circuit of 3 of 10 reads keeps 50% of what the model does"))
    #expect(!low.sentence.contains("does what the model does"))
  }

  @Test func smallNumbersAreNotNothing() throws {
    let criterion = try CircuitCriterion(.loss, threshold: 0.95, whole: Self.loss(8.88e-4), ablated: Self.loss(2.5))
    let verdict = CircuitVerdict(circuit: Self.loss(0.0123), size: 3, of: 10, .nodes, .pruning, criterion)
    #expect(
      verdict.sentence.hasSuffix("(loss (nats): 0.0123, whole model 8.88e-04, all ablated 2.5)."), "\(verdict.sentence)")
  }
}
