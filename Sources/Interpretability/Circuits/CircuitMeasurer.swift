import Addition
import Transformer

/// Measures circuits: the model with all that is not kept resample-ablated at once, teacher-forced.
struct CircuitMeasurer {
  let model: Model
  let parts: [CircuitPart]
  let test: ProblemSuite
  let donors: Donors
  /// The donor of the first problem: two samples that share a reference have donors of their own.
  let firstDonor: Int
  let plan: MeasurementPlan
  let threads: Int
  var progress: StudyProgress = { _, _ in }
  private(set) var measured: [[Bool]: Measurement] = [:]

  /// States that are measured at once: each has programs of its own.
  private static let atOnce = 192

  init(
    _ model: Model, _ parts: [CircuitPart], on test: ProblemSuite, donors: Donors, from firstDonor: Int,
    _ plan: MeasurementPlan, threads: Int, progress: @escaping StudyProgress
  ) {
    (self.model, self.parts, self.test, self.donors, self.firstDonor) = (model, parts, test, donors, firstDonor)
    (self.plan, self.threads, self.progress) = (plan, threads, progress)
  }

  /// The same on the first of the problems, with the same donors; nil where there are few.
  func first(_ count: Int) -> CircuitMeasurer? {
    guard test.count >= 2 * count else { return nil }
    return CircuitMeasurer(
      model, parts, on: ProblemSuite(name: test.name, problems: Array(test.prefix(count))), donors: donors, from: firstDonor,
      plan,
      threads: threads, progress: progress)
  }

  /// All parts kept: the model as it is.
  var whole: [Bool] { [Bool](repeating: true, count: parts.count) }
  /// No part kept.
  var nothing: [Bool] { [Bool](repeating: false, count: parts.count) }

  /// The circuit of the best-ranked parts.
  func nested(_ ranking: [Int], _ size: Int) -> [Bool] {
    var kept = nothing
    for part in ranking.prefix(size) { kept[part] = true }
    return kept
  }

  /// One circuit, given by which parts are kept.
  mutating func measure(_ kept: [Bool]) throws(AnalysisError) -> Measurement { try measure([kept])[0] }

  /// Many circuits, in their order. What has been measured before is not measured again.
  mutating func measure(_ circuits: [[Bool]]) throws(AnalysisError) -> [Measurement] {
    var missing: [[Bool]] = []
    var seen: Set<[Bool]> = []
    for kept in circuits where measured[kept] == nil && seen.insert(kept).inserted { missing.append(kept) }
    for first in stride(from: 0, to: missing.count, by: Self.atOnce) {
      let some = missing[first..<min(first + Self.atOnce, missing.count)]
      var states: [[StateMeasurer.Run]] = []
      for kept in some { states.append(try runs(keeping: kept)) }
      var measurer = StateMeasurer(model: model, test: test, threads: threads)
      measurer.plan = plan
      measurer.donor = { [donors, firstDonor] in donors.donor(of: firstDonor + $0) }
      for (kept, measurement) in zip(some, try measurer.measure(states)) { measured[kept] = measurement }
      progress(measured.count, measured.count + max(0, missing.count - first - some.count))
    }
    var results: [Measurement] = []
    for kept in circuits {
      guard let measurement = measured[kept] else { preconditionFailure("every circuit has been measured") }
      results.append(measurement)
    }
    return results
  }

  /// One run for all digits that have the same interventions.
  private func runs(keeping kept: [Bool]) throws(AnalysisError) -> [StateMeasurer.Run] {
    let ablated = zip(parts, kept).filter { !$0.1 }.map(\.0)
    return try StateMeasurer.runs(of: model.program) { CircuitPart.resampling(ablated, answerDigit: $0) }
  }
}
