import Addition
import CSQLite
import Files
import Foundation
import Testing
import Training

@testable import Sweeps

@Suite struct StoreTests {
  private func makeStore(_ path: String, _ spec: SweepSpec, _ records: (SweepPlan) -> [RunRecord]) throws -> SweepStore {
    let plan = try spec.plan(source: "spec")
    try SweepStore.create(plan, spec: spec, at: path)
    let store = try SweepStore(path)
    for record in records(plan) { try store.record(record) }
    return store
  }

  private func read(_ path: String) throws -> [RunRecord] {
    let store = try SweepStore(path)
    return try store.database.withLock { (database) throws(FileError) in
      try StoredRuns.read(from: database, store.plan, withWeights: true)
    }
  }

  @Test func whatIsWrittenIsRead() throws {
    let scratch = try Scratch()
    let spec = try SweepSpec.shipped(["microadder-57p", "gptacc-777p"], seeds: "5,3,9", until: 1)
    let path = scratch.file("s.sqlite")
    let plan = try spec.plan(source: "spec")
    var written = [(0, 1, 1.0), (0, 2, 0.3), (1, 0, 0.0)].map { RunRecord.madeUp(plan, $0.0, $0.1, share: $0.2) }
    let totals = plan.variations[1].validationTotals
    // Diverged before its first validation.
    written.append(
      RunRecord(
        result: RunResult(
          variation: 1, position: 2, seed: 9, ending: .diverged, steps: 17, best: nil, cpuSeconds: 0.25),
        curve: RunCurve(problems: totals.problems, digits: totals.digits), weights: nil))
    let store = try makeStore(path, spec) { _ in written.reversed() }
    #expect(store.plan == plan)
    #expect(try read(path) == written)
    // Recording a run once more changes nothing.
    try store.record(.madeUp(plan, 0, 1, share: 0.9))
    try store.compact()
    #expect(try read(path) == written)
    #expect(try scratch.contents == ["s.sqlite"])
    #expect(try state(path, run: 1) == "counted")
    #expect(try state(path, run: 2) == "surplus")
    #expect(try state(path, run: 3) == "counted")
    let (checkpoint, recipe) = try store.checkpointParts(variation: "microadder-57p", position: 1)
    #expect(checkpoint == written[0].weights)
    #expect(recipe.seed == 3)
  }

  private func state(_ path: String, run: Int) throws -> String {
    let statement = try Database(path).prepare("SELECT state FROM runs WHERE id = \(run)")
    #expect(try statement.step())
    return try statement.text(0)
  }

  @Test func whoReadsWhileRunsAreWrittenFindsThemWhole() throws {
    let scratch = try Scratch()
    let path = scratch.file("s.sqlite")
    let store = try makeStore(path, try .shipped(["microadder-57p"], seeds: "1-60")) { _ in [] }
    let thread = Thread {
      for position in 0..<60 {
        try? store.record(.madeUp(store.plan, 0, position, share: 0.5, points: 40))
        // Runs do not end all at once either, and a reader needs his turn.
        Thread.sleep(forTimeInterval: 0.01)
      }
    }
    thread.start()
    var counts = [0]
    while counts[counts.count - 1] < 60 {
      let records = try read(path)
      #expect(records.allSatisfy { $0.curve.points.count == 40 && $0.weights != nil })
      #expect(records.count >= counts[counts.count - 1])
      counts.append(records.count)
      try #require(counts.count < 100_000)
    }
    #expect(Set(counts).count > 2)
  }

  @Test func aLargeSweepIsASmallFile() throws {
    let scratch = try Scratch()
    let path = scratch.file("s.sqlite")
    let store = try makeStore(path, try .shipped(["gptacc-777p", "microadder-57p"], seeds: "1-800")) { _ in [] }
    let plan = store.plan
    try store.write(
      (0..<1600).map { .madeUp(plan, $0 / 800, $0 % 800, share: Double($0 % 100) / 100, points: 70, weights: 777) })
    try store.compact()
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? .max
    #expect(size < 15_000_000, "\(size)")
    #expect(try store.results().records.count == 1600)
  }

  @Test func weightsOfLargeModelsStayOut() throws {
    let scratch = try Scratch()
    let recipe = try scratch.writeRecipe("wide") { $0.architecture = .gptAcc(width: 32, hidden: 32) }
    let path = scratch.file("s.sqlite")
    let store = try makeStore(path, SweepSpec(name: "n", runs: [.init(recipe: recipe, seeds: SeedList("1"))])) {
      [.madeUp($0, 0, 0, share: 0, points: 0)]
    }
    #expect(store.plan.variations[0].parameters >= 2000)
    #expect(try read(path)[0].weights == nil)
    let error = #expect(throws: SweepError.self) { try store.checkpoint(variation: "wide", seed: 1) }
    #expect(error?.description.contains("2,000 parameters or more are in best/ only") == true)
  }

  // MARK: Merging

  @Test func storesOfOneSpecAreMerged() throws {
    let scratch = try Scratch()
    let spec = try SweepSpec.shipped(["microadder-57p"], seeds: "1-6", until: 2)
    let first = try makeStore(scratch.file("a"), spec) { plan in
      [(0, 0.1), (3, 1.0), (4, 1.0)].map { .madeUp(plan, 0, $0.0, share: $0.1) }
    }
    let second = try makeStore(scratch.file("b"), spec) { plan in
      [(0, 0.1), (1, 1.0), (2, 0.0)].map { .madeUp(plan, 0, $0.0, share: $0.1) }
    }
    #expect(try first.merge(second) == 2)
    #expect(try first.merge(second) == 0)
    #expect(try read(first.path).map(\.result.position) == [0, 1, 2, 3, 4])
    #expect(try read(first.path).allSatisfy { $0.weights != nil })
    #expect(try first.results().counted(of: 0).map(\.result.position) == [0, 1, 2, 3])
    #expect(try (0..<5).map { try state(first.path, run: $0) } == ["counted", "counted", "counted", "counted", "surplus"])

    let other = try makeStore(scratch.file("c"), .shipped(["microadder-57p"], seeds: "1-7", until: 2)) { _ in [] }
    #expect(throws: SweepError.self) { try first.merge(other) }
    // One that tells something else of the same run is not taken over, nor anything else of it.
    let lying = try makeStore(scratch.file("d"), spec) { plan in
      [(4, 0.5), (5, 0.5)].map { .madeUp(plan, 0, $0.0, share: $0.1) }
    }
    let error = #expect(throws: FileError.self) { try first.merge(lying) }
    #expect(error?.category == .badData)
    #expect(error?.description.contains("seed 5") == true)
    #expect(try read(first.path).count == 5)
  }

  @Test func tenThousandRunsAreMergedInSeconds() throws {
    let scratch = try Scratch()
    let spec = try SweepSpec.shipped(["microadder-57p"], seeds: "1-10000")
    let first = try makeStore(scratch.file("a"), spec) { _ in [] }
    let second = try makeStore(scratch.file("b"), spec) { _ in [] }
    let plan = first.plan
    try first.write((0..<1000).map { .madeUp(plan, 0, 2 * $0, share: 0.5, points: 70) })
    try second.write((0..<10_000).map { .madeUp(plan, 0, $0, share: 0.5, points: 70) })
    let start = threadSeconds()
    #expect(try first.merge(second) == 9000)
    #expect(threadSeconds() - start < 10)
    #expect(try first.results().records.count == 10_000)
  }
}

extension SweepStore {
  /// A run's weights and its recipe, without making a model of them.
  fileprivate func checkpointParts(variation: String, position: Int) throws -> ([Float]?, Recipe) {
    let index = plan.variations.firstIndex { $0.name == variation } ?? 0
    let number = plan.runs(of: index).lowerBound + position
    let record = try database.withLock { (database) throws(FileError) in
      try StoredRuns.read(from: database, plan, withWeights: true, only: number).first
    }
    return (record?.weights, plan.variations[index].recipe(seed: plan.variations[index].seeds.seeds[position]))
  }
}
