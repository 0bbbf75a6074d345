import Checkpoints
import Files
import Foundation

extension TrainingState {
  /// What of a state is not a tensor.
  private struct Facts: Codable {
    var step, updates: Int
    var bestRecord: TrainingRecord?
    var decayFactor: Double
    var perfectSince: Int?
    var stoppedEarly: Bool
    var lossSum: Double
    var lossCount: Int
    var ownParts: [OwnPart]?
    var gaveUp: Bool?
  }

  private static let factsKey = "state"

  /// The state as tensors and one JSON string.
  var archive: TensorArchive {
    func tensor(_ name: String, _ values: [Float]) -> Tensor { Tensor(name: name, shape: [values.count], floats: values) }
    let facts = Facts(
      step: step, updates: moments.updates, bestRecord: best?.record, decayFactor: decayFactor, perfectSince: perfectSince,
      stoppedEarly: stoppedEarly, lossSum: lossSum, lossCount: lossCount,
      ownParts: ownParts.isEmpty ? nil : ownParts, gaveUp: gaveUp ? true : nil)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // A trainer stops before any of these numbers is not finite, and finite ones encode.
    let json = (try? encoder.encode(facts)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    return TensorArchive(
      [tensor("weights", weights), tensor("moments.first", moments.first), tensor("moments.second", moments.second)]
        + (best.map { [tensor("best", $0.weights)] } ?? [])
        + (gradientAverage.isEmpty ? [] : [tensor("gradient.average", gradientAverage)]),
      metadata: ["format": "carryscope-run", Self.factsKey: json])
  }

  /// Reads a state back.
  ///
  /// - Throws: `FileError` if something is missing or does not fit together.
  init(_ archive: TensorArchive, path: String) throws(FileError) {
    func fail(_ problem: String) -> FileError {
      FileError(.badData, path: path, problem: problem, remedy: "the run cannot be resumed; start it again")
    }
    guard let json = archive.metadata[Self.factsKey],
      let facts = try? JSONDecoder().decode(Facts.self, from: Data(json.utf8))
    else { throw fail("it is not the state of a run") }
    // A step is one update of its phase, and nothing has been going on for longer than the run: larger counts could overflow.
    guard facts.step >= 0, (0...facts.step).contains(facts.updates), (0...facts.step).contains(facts.lossCount),
      (0...facts.step).contains(facts.perfectSince ?? 0), (0...facts.step).contains(facts.bestRecord?.step ?? 0)
    else { throw fail("its counts make no sense") }
    guard let weights = archive["weights"]?.floats(), let first = archive["moments.first"]?.floats(),
      let second = archive["moments.second"]?.floats(), first.count == second.count
    else { throw fail("a tensor of the state is missing") }
    self.init(weights: weights, learnable: first.count)
    step = facts.step
    moments = AdamW.Moments(first: first, second: second, updates: facts.updates)
    if let record = facts.bestRecord {
      guard let values = archive["best"]?.floats(), values.count == weights.count else {
        throw fail("the best model is missing")
      }
      best = Best(weights: values, record: record)
    }
    decayFactor = facts.decayFactor
    perfectSince = facts.perfectSince
    stoppedEarly = facts.stoppedEarly
    lossSum = facts.lossSum
    lossCount = facts.lossCount
    ownParts = facts.ownParts ?? []
    gaveUp = facts.gaveUp ?? false
    if let average = archive["gradient.average"]?.floats() {
      guard average.count == first.count else { throw fail("the gradient's average is of another model") }
      gradientAverage = average
    }
  }
}
