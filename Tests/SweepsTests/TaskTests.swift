import Checkpoints
import Files
import Foundation
import Synchronization
import Testing
import Training

@testable import Sweeps

/// Sweeps whose runs are split into tasks.
@Suite struct TaskTests {
  /// Begins a sweep and splits it, as it is handed to a cluster.
  private func split(_ spec: SweepSpec, in folder: SweepFolder, size: Int) throws -> Int {
    let plan = try SweepRunner(spec, source: "spec", in: folder, resume: false).plan
    let tasks = RunNumbers.parts(of: Array(0..<plan.runCount), size: size)
    try Folder.create(SweepSubmission.folder(of: folder))
    try SweepSubmission(tasks: tasks, jobs: nil).write(1, in: folder)
    return tasks.count
  }

  private func local(_ spec: SweepSpec, in folder: SweepFolder) throws -> SweepResults {
    let runner = try SweepRunner(spec, source: "spec", in: folder, resume: false)
    try runner.run(threads: 2)
    return try runner.results()
  }

  private func files(below folder: String) throws -> [String: [UInt8]] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
    return Dictionary(
      try names.compactMap { name in (try? InputFile.read(folder + "/" + name)).map { (name, $0) } }, uniquingKeysWith: { $1 })
  }

  @Test(arguments: [(1, false), (2, false), (2, true)])
  func tasksComeToWhatOneMachineDoes(keep: Int, usesOwnDisk: Bool) throws {
    let scratch = try Scratch()
    var spec = SweepSpec(
      name: "n",
      runs: [
        .init(
          recipe: try scratch.writeRecipe(), seeds: try SeedList("1-4"), vary: .init([.init("batch", [.whole(16), .whole(32)])])),
        .init(recipe: try scratch.writeClumsyRecipe(), seeds: try SeedList("1-10")),
      ], keep: keep)
    // So that some succeed and some do not, wherever this is run.
    let all = try local(spec, in: SweepFolder(scratch.file("all")))
    let shares = all.records.filter { $0.result.variation == 2 }.compactMap(\.result.best?.exactMatch.rate).sorted()
    spec.success = try #require(shares.count == 10 && shares[0] < shares[5] ? shares[5] : nil)
    spec.runs[1].until = 2
    let whole = try local(spec, in: SweepFolder(scratch.file("whole")))

    let folder = SweepFolder(scratch.file("tasks"))
    let count = try split(spec, in: folder, size: 3)
    #expect(count == 6)
    // Every task is stopped once, in the middle of a run; what comes later is tried first.
    for task in (0..<count).reversed() {
      let stepsLeft = Mutex(100)
      let ending = try SweepTask(task, of: 1, in: folder).run(
        threads: 1, usesOwnDisk: usesOwnDisk,
        until: {
          stepsLeft.withLock { steps in
            steps -= 1
            return steps < 0
          }
        })
      if ending == .interrupted { #expect(try SweepTask(task, of: 1, in: folder).run(threads: 2) == .finished) }
      if task == 3 {
        let (results, new) = try folder.collect(isOver: false)
        #expect(new == results.records.count && new > 0 && !results.isFinished)
        #expect(try folder.collect(isOver: false).new == 0)
      }
    }
    #expect(try Timeless(folder.results()) == Timeless(whole))
    let (results, _) = try folder.collect(isOver: true)
    #expect(results.isFinished)
    #expect(Timeless(results) == Timeless(whole))
    #expect(try files(below: folder.bestPath) == files(below: scratch.file("whole/best")))
    #expect(
      SweepFolder.names(in: folder.path).sorted() == ["best", "runs.csv", "slurm", "summary.csv", "sweep.sqlite"])
    #expect(try folder.collect(isOver: true).new == 0)
    // The store can be gone on with on one machine.
    #expect(try SweepRunner(spec, source: "spec", in: folder, resume: true).run(threads: 1) == .finished)
  }

  @Test func successesMakeOthersTasksUseless() throws {
    let scratch = try Scratch()
    var spec = SweepSpec(name: "n", runs: [.init(recipe: try scratch.writeClumsyRecipe(), seeds: try SeedList("1-8"), until: 1)])
    spec.success = 0.0001
    let folder = SweepFolder(scratch.file("tasks"))
    #expect(try split(spec, in: folder, size: 2) == 4)
    for task in 0..<4 { #expect(try SweepTask(task, of: 1, in: folder).run(threads: 1) == .finished) }
    let (results, new) = try folder.collect(isOver: true)
    #expect(new == 1 && results.isFinished)
  }

  @Test func whoeverIsAtItCanBeAskedToEnd() throws {
    let scratch = try Scratch()
    let spec = SweepSpec(name: "n", runs: [.init(recipe: try scratch.writeRecipe(), seeds: try SeedList("1-4"))])
    let whole = try local(spec, in: SweepFolder(scratch.file("whole")))
    let folder = SweepFolder(scratch.file("out"))
    do {
      let runner = try SweepRunner(spec, source: "spec", in: folder, resume: false)
      try folder.cancel()
      #expect(folder.isCancelled)
      #expect(try runner.run(threads: 2) == .interrupted)
    }
    #expect(try folder.results().records.isEmpty)
    #expect(try SweepRunner(spec, source: "spec", in: folder, resume: true).run(threads: 2) == .finished)
    #expect(!folder.isCancelled)
    #expect(try Timeless(folder.results()) == Timeless(whole))
    #expect(throws: SweepError.nothingToResume(path: scratch.file("none"))) { try SweepFolder(scratch.file("none")).cancel() }
  }

  @Test func tasksThatAreNotThereAreRefused() throws {
    let scratch = try Scratch()
    let spec = SweepSpec(name: "n", runs: [.init(recipe: try scratch.writeRecipe(), seeds: try SeedList("1-4"))])
    let folder = SweepFolder(scratch.file("out"))
    _ = try split(spec, in: folder, size: 2)
    #expect(throws: SweepError.noSuchTask(path: folder.path, problem: "submission 1 has no task 2")) {
      try SweepTask(2, of: 1, in: folder)
    }
    #expect(throws: SweepError.noSuchTask(path: folder.path, problem: "it has no submission 2")) {
      try SweepTask(0, of: 2, in: folder)
    }
    for text in ["", "{", "{\"tasks\": [[[3, 1]]]}", "{\"tasks\": [[[0, 5000000]]]}", "{\"tasks\": [[[0, 1]]], \"more\": 1}"] {
      try Data(text.utf8).write(to: URL(filePath: SweepSubmission.path(1, in: folder)))
      let error = #expect(throws: FileError.self) { try SweepTask(0, of: 1, in: folder) }
      #expect(error?.category == .badData)
    }
  }
}
