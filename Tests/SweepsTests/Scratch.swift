import Addition
import Checkpoints
import Digests
import Files
import Foundation
import Training
import Transformer

@testable import Sweeps

/// A folder that is there for one test, with specs and stores to try.
struct Scratch: ~Copyable {
  let path = FileManager.default.temporaryDirectory.path + "/sweeps-tests-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  /// Every file and folder below, by its path from here.
  var contents: [String] {
    get throws { try FileManager.default.subpathsOfDirectory(atPath: path).sorted() }
  }

  /// A recipe of a few quick steps, as a JSON file.
  func writeRecipe(_ name: String = "tiny", change: (inout Recipe) -> Void = { _ in }) throws -> String {
    var recipe = Recipe(
      name: name, summary: "A few steps of a small model.", architecture: .gptAcc(width: 4, hidden: 4),
      initialization: .flax, seed: 5, steps: 60, batch: 32,
      sampling: Sampling(operands: .uniformLength, curriculum: .published),
      learningRate: LearningRate(peak: 0.02, warmup: 10), validation: Validation(every: 25, count: 50))
    change(&recipe)
    try Data(recipe.json.utf8).write(to: URL(filePath: file(name + ".json")))
    return file(name + ".json")
  }

  /// A recipe that goes on from a trained model, so clumsily that some seeds do better than others.
  func writeClumsyRecipe() throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL
    return try writeRecipe("clumsy") {
      $0.architecture = .gptAcc(width: 7, hidden: 14)
      $0.from = .init(checkpoint: root.path + "/checkpoints/gptacc-777p")
      $0.steps = 12
      $0.sampling = Sampling(operands: .uniformLength)
      $0.learningRate = LearningRate(peak: 0.004, warmup: 0)
      $0.validation = Validation(every: 6, count: 200)
    }
  }
}

extension SweepPlan {
  /// A plan of shipped recipes, whose runs are not to be run.
  static func shipped(_ recipes: [String], seeds: String, until: Int? = nil, keep: Int = 1) throws -> SweepPlan {
    try SweepSpec.shipped(recipes, seeds: seeds, until: until, keep: keep).plan(source: "spec")
  }
}

extension SweepSpec {
  static func shipped(_ recipes: [String], seeds: String, until: Int? = nil, keep: Int = 1) throws -> SweepSpec {
    let list = try SeedList(seeds)
    return SweepSpec(name: "made-up", runs: recipes.map { Entry(recipe: $0, seeds: list, until: until) }, keep: keep)
  }
}

extension RunRecord {
  /// A result that nobody has trained for.
  ///
  /// - Parameters:
  ///   - share: of the validation's problems that are right at last.
  ///   - weights: how many numbers the model has.
  static func madeUp(
    _ plan: SweepPlan, _ variation: Int, _ position: Int, share: Double, points: Int = 3, weights count: Int = 50
  ) -> RunRecord {
    let totals = plan.variations[variation].validationTotals
    var random = RandomStream(seed: 1, purpose: .evaluation, step: variation, index: position)
    let weights = (0..<count).map { _ in Float(random.uniform()) - 0.5 }
    let exact = Int(share * Double(totals.problems))
    let curve = (1...max(1, points)).prefix(points).map { point in
      RunCurve.Point(
        step: point * 100, trainingLoss: random.uniform(), exact: exact * point / points,
        tokens: totals.digits * point / (points + 1), loss: random.uniform())
    }
    let best = RunResult.Best(
      step: points * 100, exactMatch: Proportion(exact, of: totals.problems),
      tokenAccuracy: Proportion(totals.digits / 2, of: totals.digits), loss: random.uniform(),
      adderBoard: Proportion(exact, of: RunResult.adderBoardCount),
      weightsSHA256: SHA256.digest(of: weights.littleEndianBytes))
    return RunRecord(
      result: RunResult(
        variation: variation, position: position, seed: plan.variations[variation].seeds.seeds[position], ending: .completed,
        steps: points * 100, best: best, cpuSeconds: 1.5),
      curve: RunCurve(Array(curve), problems: totals.problems, digits: totals.digits), weights: weights)
  }
}

/// All but the time that runs took, which no two sweeps share.
struct Timeless: Equatable {
  let rows: [String]

  init(_ results: SweepResults, onlyCounted: Bool = true) {
    rows = results.records.filter { !onlyCounted || !results.isSurplus($0.result) }.map { record in
      var result = record.result
      result.cpuSeconds = 0
      return "\(result) \(record.curve)"
    }
  }
}
