import Addition
import Checkpoints
import Files
import Foundation

/// All that a hardening must remember to go on as if it had never stopped.
struct HardeningState: Hashable, Sendable {
  /// The weights after the last round of training.
  var weights: [Float]
  /// The best of all rounds.
  var best: [Float]
  /// Rounds of training.
  var trainings = 0
  /// What was found of each; one less than there are weights while the last are still to be looked at.
  var rounds: [HardeningRound] = []
  /// What the learning rate is multiplied by.
  var factor = 1.0
  /// All inputs that were found and are learned from, the last found last.
  var pool: [Problem] = []

  init(weights: [Float]) { (self.weights, best) = (weights, weights) }

  /// Whether the weights have been looked at.
  var isAssessed: Bool { rounds.count > trainings }
  /// Whether they are proved.
  var isProved: Bool { rounds.last?.verdict == .proved }

  /// Takes in what was found of the weights.
  mutating func take(_ assessment: Assessment, most: Int, poolSize: Int) {
    let before = rounds.best
    rounds.append(assessment.round)
    if rounds.best?.round == assessment.round.round {
      best = weights
    } else if before != nil {
      factor = max(factor / 2, 1.0 / 64)
    }
    var known = Set(pool)
    pool += assessment.inputs.prefix(most).map(\.problem).filter { known.insert($0).inserted }
    pool = Array(pool.suffix(poolSize))
  }

  // MARK: On disk

  private struct Facts: Codable {
    let trainings: Int
    let rounds: [HardeningRound]
    let factor: Double
    let pool: [[UInt64]]
  }

  private static let format = "carryscope-hardening"
  private static let factsKey = "state"

  /// The state as two tensors and one JSON string.
  var archive: TensorArchive {
    let facts = Facts(trainings: trainings, rounds: rounds, factor: factor, pool: pool.map { [$0.a, $0.b] })
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // All its numbers are finite, and finite ones encode.
    let json = (try? encoder.encode(facts)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    return TensorArchive(
      [("best", best), ("weights", weights)].map { Tensor(name: $0, shape: [$1.count], floats: $1) },
      metadata: ["format": Self.format, Self.factsKey: json])
  }

  /// Reads a state back.
  ///
  /// - Throws: `FileError` if something is missing or does not fit together.
  init(_ archive: TensorArchive, path: String) throws(FileError) {
    func fail(_ problem: String) -> FileError {
      FileError(.badData, path: path, problem: problem, remedy: "the hardening cannot go on; start it again")
    }
    guard let json = archive.metadata[Self.factsKey], let facts = try? JSONDecoder().decode(Facts.self, from: Data(json.utf8))
    else { throw fail("it is not the state of a hardening") }
    guard let weights = archive["weights"]?.floats(), let best = archive["best"]?.floats(), weights.count == best.count
    else { throw fail("its weights are missing") }
    let isCounted = (0...1).contains(facts.rounds.count - facts.trainings) && facts.trainings >= 0
    guard isCounted, facts.rounds.map(\.round) == Array(facts.rounds.indices), (0...1).contains(facts.factor)
    else { throw fail("its counts make no sense") }
    self.init(weights: weights)
    let pool = facts.pool.compactMap { $0.count == 2 ? try? Problem($0[0], $0[1]) : nil }
    guard pool.count == facts.pool.count else { throw fail("an input of it is no sum") }
    (self.best, trainings, rounds, factor, self.pool) = (best, facts.trainings, facts.rounds, facts.factor, pool)
  }
}
