import Addition

extension VariationSummary: Encodable {
  private enum CodingKeys: CodingKey {
    case name, parameters, seeds, finished, isDecided, surplus, endings, successes, successRate, interval95, best
    case medianStepsTo99, cpuSeconds
  }

  /// Encodes all, with counts, rate and 95% Wilson interval of the successes.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(name, forKey: .name)
    try fields.encode(parameters, forKey: .parameters)
    try fields.encode(seeds, forKey: .seeds)
    try fields.encode(success.total, forKey: .finished)
    try fields.encode(isDecided, forKey: .isDecided)
    try fields.encode(surplus, forKey: .surplus)
    try fields.encode(
      Dictionary(endings.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { $1 }), forKey: .endings)
    try fields.encode(success.count, forKey: .successes)
    try fields.encode(success.rate, forKey: .successRate)
    try fields.encode(success.interval95, forKey: .interval95)
    try fields.encode(best.map { RunFields($0) }, forKey: .best)
    try fields.encode(medianStepsTo99, forKey: .medianStepsTo99)
    try fields.encode(cpuSeconds, forKey: .cpuSeconds)
  }
}

extension SweepResults: Encodable {
  private enum CodingKeys: CodingKey { case name, version, success, isFinished, variations, runs }

  /// Encodes the summaries and every finished run.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(plan.name, forKey: .name)
    try fields.encode(version, forKey: .version)
    try fields.encode(plan.success, forKey: .success)
    try fields.encode(isFinished, forKey: .isFinished)
    try fields.encode(summaries, forKey: .variations)
    try fields.encode(
      records.map { RunFields($0.result, plan.variations[$0.result.variation].name, isSurplus($0.result), $0.curve) },
      forKey: .runs)
  }
}

/// A run for programs.
private struct RunFields: Encodable {
  let seed: UInt64
  let variation: String?
  let isSurplus: Bool?
  let ending: RunResult.Ending
  let steps: Int
  let bestStep: Int?
  let exactMatch, tokenAccuracy, adderBoard: Proportion?
  let loss: Double?
  let weightsSHA256: String?
  let cpuSeconds: Double
  let stepsTo1, stepsTo50, stepsTo99: Int?
  let largestJump: RunCurve.Jump?
  let heldAfter99: Proportion?
  let lowestAfter99: Double?

  init(_ result: RunResult, _ variation: String? = nil, _ isSurplus: Bool? = nil, _ curve: RunCurve? = nil) {
    (seed, self.variation, self.isSurplus, ending, steps) = (result.seed, variation, isSurplus, result.ending, result.steps)
    let best = result.best
    (bestStep, exactMatch, tokenAccuracy) = (best?.step, best?.exactMatch, best?.tokenAccuracy)
    (adderBoard, loss, weightsSHA256, cpuSeconds) = (best?.adderBoard, best?.loss, best?.weightsSHA256.hex, result.cpuSeconds)
    stepsTo1 = curve?.steps(to: 0.01)
    stepsTo50 = curve?.steps(to: 0.5)
    stepsTo99 = curve?.steps(to: RunCurve.high)
    (largestJump, heldAfter99, lowestAfter99) = (curve?.largestJump, curve?.stability?.held, curve?.stability?.lowest)
  }
}
