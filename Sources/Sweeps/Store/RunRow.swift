import Addition
import Digests
import Training

/// A finished run as files have it: plain numbers, for which nobody has vouched.
struct RunRow: Hashable {
  /// What the best weights do; the fields are those of `RunResult.Best`.
  struct Best: Hashable {
    var step, exact, tokens: Int
    var loss: Double
    var adderBoard: Int
    var weightsSHA256: SHA256Digest
  }

  /// Why a row cannot be what a run of the plan found, in words.
  struct Impossible: Error { let problem: String }

  /// The run's number in the plan.
  var number: Int
  var seed: Int
  var ending: RunResult.Ending
  var steps: Int
  var best: Best?
  var cpuSeconds: Double
  var points: [RunCurve.Point] = []
  /// Float32, little endian.
  var weights: [UInt8]?
}

extension RunRow {
  /// What a run found, for a file: weights of small models only.
  init(_ record: RunRecord, _ plan: SweepPlan) {
    let result = record.result
    let isSmall = plan.variations[result.variation].parameters < SweepStore.parametersOfLargeModel
    self.init(
      number: plan.number(of: result), seed: Int(result.seed), ending: result.ending, steps: result.steps,
      best: result.best.map {
        Best(
          step: $0.step, exact: $0.exactMatch.count, tokens: $0.tokenAccuracy.count, loss: $0.loss,
          adderBoard: $0.adderBoard.count, weightsSHA256: $0.weightsSHA256)
      },
      cpuSeconds: result.cpuSeconds, points: record.curve.points,
      weights: isSmall ? record.weights?.littleEndianBytes : nil)
  }

  /// What the run found, if a run of the plan can have found it.
  ///
  /// - Throws: `Impossible`.
  func record(of plan: SweepPlan) throws(Impossible) -> RunRecord {
    guard let place = plan.place(of: number) else { throw Impossible(problem: "it has a run that its spec has not") }
    let variation = plan.variations[place.variation]
    let totals = variation.validationTotals
    guard seed >= 0, UInt64(seed) == variation.seeds.seeds[place.position],
      (0...variation.recipe.totalSteps).contains(steps), (0...1e12).contains(cpuSeconds)
    else { throw Impossible(problem: "run \(number) is none of its spec's") }
    var found: RunResult.Best?
    if let best {
      guard (0...steps).contains(best.step), (0...totals.problems).contains(best.exact),
        (0...totals.digits).contains(best.tokens), (0...RunResult.adderBoardCount).contains(best.adderBoard), best.loss.isFinite
      else { throw Impossible(problem: "the counts of run \(number) make no sense") }
      found = RunResult.Best(
        step: best.step, exactMatch: Proportion(best.exact, of: totals.problems),
        tokenAccuracy: Proportion(best.tokens, of: totals.digits), loss: best.loss,
        adderBoard: Proportion(best.adderBoard, of: RunResult.adderBoardCount), weightsSHA256: best.weightsSHA256)
    }
    var before = 0
    for point in points {
      guard point.step > before, point.step <= steps, (0...totals.problems).contains(point.exact),
        (0...totals.digits).contains(point.tokens), point.trainingLoss.isFinite, point.loss.isFinite
      else { throw Impossible(problem: "the curve of run \(number) makes no sense") }
      before = point.step
    }
    return RunRecord(
      result: RunResult(
        variation: place.variation, position: place.position, seed: UInt64(seed), ending: ending, steps: steps, best: found,
        cpuSeconds: cpuSeconds),
      curve: RunCurve(points, problems: totals.problems, digits: totals.digits), weights: try checkedWeights())
  }

  private func checkedWeights() throws(Impossible) -> [Float]? {
    guard let weights else { return nil }
    guard let digest = best?.weightsSHA256, SHA256.digest(of: weights) == digest, weights.count.isMultiple(of: 4) else {
      throw Impossible(problem: "the weights of run \(number) are not those that it found")
    }
    return [Float](littleEndianBytes: weights)
  }
}

extension SweepPlan {
  /// The number of a result's run.
  func number(of result: RunResult) -> Int { runs(of: result.variation).lowerBound + result.position }
}

extension [Float] {
  /// Float32, little endian.
  var littleEndianBytes: [UInt8] {
    flatMap { number in Swift.withUnsafeBytes(of: number.bitPattern.littleEndian) { Array<UInt8>($0) } }
  }

  /// Reads float32 of a whole number of them.
  init(littleEndianBytes bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { buffer in
      (0..<(buffer.count / 4)).map {
        Float(bitPattern: UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
  }
}

extension SHA256Digest {
  /// A digest of these bytes; nil if they are not 32.
  init?(bytes: [UInt8]) {
    self.init(hex: bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
  }
}
