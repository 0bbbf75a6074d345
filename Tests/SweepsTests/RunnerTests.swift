import Addition
import Checkpoints
import Files
import Foundation
import Synchronization
import Testing
import Training
import Transformer

@testable import Sweeps

@Suite struct RunnerTests {
  private func sweep(
    _ spec: SweepSpec, in folder: String, resume: Bool = false, threads: Int = 2,
    until shouldStop: @escaping @Sendable () -> Bool = { false }, observe: @escaping SweepRunner.Observer = { _, _ in }
  ) throws -> (ending: SweepRunner.Ending, results: SweepResults) {
    let runner = try SweepRunner(spec, source: "spec", in: SweepFolder(folder), resume: resume)
    return (try runner.run(threads: threads, until: shouldStop, observe: observe), try runner.results())
  }

  @Test func aSweepsRunsAreOrdinaryRuns() throws {
    let scratch = try Scratch()
    let recipe = try scratch.writeRecipe()
    let spec = SweepSpec(
      name: "n",
      runs: [.init(recipe: recipe, seeds: try SeedList("1-3"), vary: .init([.init("batch", [.whole(16), .whole(32)])]))])
    let told = Mutex<[Int]>([])
    let (ending, results) = try sweep(
      spec, in: scratch.file("out"),
      observe: { progress, finished in
        if finished != nil { told.withLock { $0.append(progress.done.runs) } }
      })
    #expect(ending == .finished)
    #expect(told.withLock { $0.count } == 6)
    #expect(results.records.count == 6)
    #expect(results.isFinished)
    let best = ["batch=16", "batch=32"].flatMap { name in
      ["", "/model.safetensors", "/recipe.json", "/training.csv"].map { "out/best/tiny_\(name)\($0)" }
    }
    #expect(
      try scratch.contents == ["out", "out/best"] + best + ["out/runs.csv", "out/summary.csv", "out/sweep.sqlite", "tiny.json"])

    // The same by hand.
    for record in results.records {
      let variation = results.plan.variations[record.result.variation]
      let run = try TrainingRun(
        variation.recipe(seed: record.result.seed),
        in: RunFolder(scratch.file("hand\(record.result.seed)\(variation.folderName)")),
        threads: 2)
      #expect(try run.train() == .completed)
      let weights = try Checkpoint.read(run.folder.path)
      #expect(weights.weightsSHA256 == record.result.best?.weightsSHA256)
      #expect(run.curve.records.map(\.validation.exactMatch.count) == record.curve.points.map(\.exact))
      #expect(run.curve.records.map(\.validation.loss) == record.curve.points.map(\.loss))
      #expect(run.best?.step == record.result.best?.step)
      #expect(weights.model.evaluate(.adderBoard, threads: 2).accuracy == record.result.best?.adderBoard)
      #expect(record.result.cpuSeconds > 0)
      if results.summaries[record.result.variation].best == record.result {
        let kept = SweepFolder(scratch.file("out")).bestFolder(variation, seed: record.result.seed, keep: 1)
        for name in [Checkpoint.fileName, RunFolder.recipeName, RunFolder.curveName] {
          #expect(try InputFile.read(kept + "/" + name) == InputFile.read(run.folder.path + "/" + name))
        }
      }
      // And out of the store.
      let store = try SweepFolder(scratch.file("out")).store()
      let extracted = scratch.file("extracted\(record.result.seed)\(variation.folderName)")
      _ = try store.extract(variation: variation.name, seed: record.result.seed, to: extracted)
      for name in [Checkpoint.fileName, RunFolder.recipeName] {
        #expect(try InputFile.read(extracted + "/" + name) == InputFile.read(run.folder.path + "/" + name))
      }
    }
  }

  @Test func theTableDoesNotDependOnThreads() throws {
    let scratch = try Scratch()
    let recipe = try scratch.writeClumsyRecipe()
    var spec = SweepSpec(name: "n", runs: [.init(recipe: recipe, seeds: try SeedList("1-10"))], keep: 2)
    let (_, all) = try sweep(spec, in: scratch.file("all"))
    let shares = all.records.compactMap(\.result.best?.exactMatch.rate).sorted()
    // So that some succeed and some do not, wherever this is run.
    let middle = try #require(shares.count == 10 ? shares[5] : nil)
    #expect(shares[0] < middle)
    spec.success = middle
    spec.runs[0].until = 2
    var tables: [String] = []
    var counted: [Timeless] = []
    var kept: [[String]] = []
    for threads in [1, 2, 3] {
      let folder = scratch.file("out\(threads)")
      let (ending, results) = try sweep(spec, in: folder, threads: threads)
      #expect(ending == .finished)
      #expect(results.isFinished)
      #expect(results.summaries[0].success.count == 2)
      tables.append(
        results.summaryCSV.split(separator: "\n").map { line in
          let fields = line.split(separator: ",", omittingEmptySubsequences: false)
          // Without surplus runs and seconds.
          return fields.enumerated().filter { ![5, 15].contains($0.offset) }.map { String($0.element) }.joined(separator: ",")
        }.joined(separator: "\n"))
      counted.append(Timeless(results))
      kept.append(SweepFolder.names(in: folder + "/best").sorted())
      #expect(!FileManager.default.fileExists(atPath: folder + "/runs"))
    }
    #expect(tables[0] == tables[1] && tables[0] == tables[2])
    #expect(counted[0] == counted[1] && counted[0] == counted[2])
    #expect(kept[0] == kept[1] && kept[0] == kept[2])
    #expect(kept[0].count == 2)
    #expect(counted[0].rows == Array(Timeless(all).rows.prefix(counted[0].rows.count)))
  }

  @Test func aSweepThatIsStoppedAgainAndAgainEndsTheSame() throws {
    let scratch = try Scratch()
    let recipe = try scratch.writeRecipe()
    let spec = SweepSpec(name: "n", runs: [.init(recipe: recipe, seeds: try SeedList("1-6"))])
    let (_, whole) = try sweep(spec, in: scratch.file("whole"))
    let folder = scratch.file("parts")
    var rounds = 0
    while true {
      let stepsLeft = Mutex(47)
      let (ending, results) = try sweep(
        spec, in: folder, resume: rounds > 0,
        until: {
          stepsLeft.withLock { steps in
            steps -= 1; return steps < 0
          }
        })
      rounds += 1
      #expect(FileManager.default.fileExists(atPath: folder + "/summary.csv"))
      if ending == .finished {
        #expect(Timeless(results) == Timeless(whole))
        break
      }
      #expect(rounds < 30)
    }
    #expect(rounds > 4)
    for name in [Checkpoint.fileName, RunFolder.recipeName, RunFolder.curveName] {
      #expect(try InputFile.read(folder + "/best/tiny/" + name) == InputFile.read(scratch.file("whole/best/tiny/") + name))
    }
    // Once more has nothing to do.
    let (ending, results) = try sweep(spec, in: folder, resume: true, observe: { _, _ in Issue.record("nothing is to be run") })
    #expect(ending == .finished)
    #expect(Timeless(results) == Timeless(whole))
  }

  @Test func aDamagedRunIsStartedAnew() throws {
    let scratch = try Scratch()
    let recipe = try scratch.writeRecipe()
    let spec = SweepSpec(name: "n", runs: [.init(recipe: recipe, seeds: try SeedList("1-4"))])
    let (_, whole) = try sweep(spec, in: scratch.file("whole"))
    let folder = scratch.file("parts")
    let stepsLeft = Mutex(70)
    _ = try sweep(
      spec, in: folder, threads: 4,
      until: {
        stepsLeft.withLock { steps in
          steps -= 1; return steps < 0
        }
      })
    let runs = SweepFolder.names(in: folder + "/runs").sorted()
    try #require(runs.count >= 2)
    try Data("no state".utf8).write(to: URL(filePath: "\(folder)/runs/\(runs[0])/state.safetensors"))
    try FileManager.default.removeItem(atPath: "\(folder)/runs/\(runs[1])/training.csv")
    let (ending, results) = try sweep(spec, in: folder, resume: true)
    #expect(ending == .finished)
    #expect(Timeless(results) == Timeless(whole))
  }

  @Test func divergenceIsAResult() throws {
    let scratch = try Scratch()
    let recipe = try scratch.writeRecipe("wild") {
      $0.architecture = .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true)
      $0.initialization = .microAdder
      $0.optimizer.epsilon = 1e-60
    }
    let spec = SweepSpec(name: "n", runs: [.init(recipe: recipe, seeds: try SeedList("5-6"))])
    let (ending, results) = try sweep(spec, in: scratch.file("out"))
    #expect(ending == .finished)
    #expect(results.summaries[0].endings == [.diverged: 2])
    #expect(results.summaries[0].success == Proportion(0, of: 2))
    #expect(try SweepStore(scratch.file("out/sweep.sqlite")).results().records.count == 2)
  }

  @Test func foldersAreGuarded() throws {
    let scratch = try Scratch()
    let recipe = try scratch.writeRecipe()
    let spec = SweepSpec(name: "n", runs: [.init(recipe: recipe, seeds: try SeedList("1"))])
    let folder = SweepFolder(scratch.file("out"))
    #expect(throws: SweepError.nothingToResume(path: folder.path)) {
      try SweepRunner(spec, source: "s", in: folder, resume: true)
    }
    do {
      let runner = try SweepRunner(spec, source: "s", in: folder, resume: false)
      #expect(folder.isRunning)
      #expect(throws: SweepError.folderInUse(path: folder.path)) {
        try SweepRunner(spec, source: "s", in: folder, resume: true)
      }
      _ = try runner.results()
    }
    #expect(!folder.isRunning)
    #expect(throws: SweepError.folderTaken(path: folder.path)) {
      try SweepRunner(spec, source: "s", in: folder, resume: false)
    }
    var other = spec
    other.success = 0.5
    #expect(throws: SweepError.otherSpec(path: folder.path, difference: "'success' is 0.99 there and 0.5 here")) {
      try SweepRunner(other, source: "s", in: folder, resume: true)
    }
    // Somebody else's runs are not taken for the sweep's.
    try FileManager.default.createDirectory(atPath: scratch.file("mine/runs/tiny-s1"), withIntermediateDirectories: true)
    let error = #expect(throws: FileError.self) {
      try SweepRunner(spec, source: "s", in: SweepFolder(scratch.file("mine")), resume: false)
    }
    #expect(error?.category == .wouldDestroyInput)
    #expect(FileManager.default.fileExists(atPath: scratch.file("mine/runs/tiny-s1")))
  }

  @Test func aFullDiskIsAnErrorAndNothingIsLost() throws {
    let scratch = try Scratch()
    let recipe = try scratch.writeRecipe()
    let spec = SweepSpec(name: "n", runs: [.init(recipe: recipe, seeds: try SeedList("1-4"))])
    let (_, whole) = try sweep(spec, in: scratch.file("whole"))
    let folder = scratch.file("out")
    // A file stands where the runs' folder is to be.
    _ = try SweepRunner(spec, source: "s", in: SweepFolder(folder), resume: false)
    try Data().write(to: URL(filePath: folder + "/best"))
    #expect(throws: FileError.self) { try sweep(spec, in: folder, resume: true) }
    try FileManager.default.removeItem(atPath: folder + "/best")
    let (ending, results) = try sweep(spec, in: folder, resume: true)
    #expect(ending == .finished)
    #expect(Timeless(results) == Timeless(whole))
    #expect(SweepFolder.names(in: folder + "/best") == ["tiny"])
  }
}
