import Addition
import Checkpoints
import Foundation
import Sweeps
import Testing
import Training

@Suite struct SweepCommandTests {
  private static let spec = """
    {"name": "tiny", "runs": [{"recipe": "tiny.json", "seeds": "1-3", "vary": {"batch": [16, 32]}}]}
    """

  @Test func trainsAndSaysWhatToDoNext() throws {
    let bench = try Workbench()
    try bench.writeRecipe()
    try bench.write(Self.spec.utf8, to: "spec.json")
    let outcome = try bench.analyze("sweep", "spec.json", "--out", "out")
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    #expect(outcome.output.contains("tiny batch=16"))
    #expect(outcome.output.contains("Try it: analyze eval out/best/tiny_batch="))
    let lines = outcome.complaint.split(separator: "\n")
    #expect(lines.count == 6)
    #expect(lines.allSatisfy { $0.contains("of 6  tiny batch=") && $0.contains("completed at step 60") })
    #expect(
      try bench.contents.filter { $0.hasPrefix("out") && $0.split(separator: "/").count < 4 } == [
        "out", "out/best", "out/best/tiny_batch=16", "out/best/tiny_batch=32", "out/runs.csv", "out/summary.csv",
        "out/sweep.sqlite",
      ])

    let again = try bench.analyze("sweep", "run", "spec.json", "--out", "out")
    #expect(again.exitCode == 64)
    #expect(
      again.complaint == "analyze sweep run: out already holds a sweep; add --resume to go on or choose another --out\n")
    let resumed = try bench.analyze("sweep", "run", "spec.json", "--out", "out", "--resume", "--quiet")
    #expect(resumed.exitCode == 0)
    #expect(resumed.output.isEmpty && resumed.complaint.isEmpty)

    let status = try bench.analyze("sweep", "status", "out", "--csv", "table.csv")
    #expect(status.exitCode == 0)
    #expect(status.output.contains("state    finished\nruns     6 of 6"))
    #expect(try bench.bytes("table.csv") == bench.bytes("out/summary.csv"))
    let json = try bench.analyze("sweep", "status", "out", "--json")
    let value = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect((value?["runs"] as? [Any])?.count == 6)
    #expect((value?["variations"] as? [Any])?.count == 2)

    let extracted = try bench.analyze("sweep", "extract", "out", "--variation", "tiny batch=32", "--seed", "2", "--out", "second")
    #expect(extracted.exitCode == 0, "\(extracted.complaint)")
    #expect(try bench.analyze("train", "second/recipe.json", "--out", "by-hand").exitCode == 0)
    #expect(try bench.bytes("second/model.safetensors") == bench.bytes("by-hand/model.safetensors"))
    let occupied = try bench.analyze("sweep", "extract", "out", "--variation", "tiny batch=32", "--seed", "2", "--out", "second")
    #expect(occupied.exitCode == 64)
  }

  @Test func mistakesAreOneLine() throws {
    let bench = try Workbench()
    try bench.writeRecipe()
    try bench.write(Self.spec.utf8, to: "spec.json")
    try bench.write(Self.spec.replacing("tiny.json", with: "microader-57p").utf8, to: "misspelt.json")
    try bench.write(Self.spec.replacing("[16, 32]", with: "[]").utf8, to: "empty.json")
    try bench.write(Self.spec.replacing("1-3", with: "1-4").utf8, to: "other.json")
    #expect(try bench.analyze("sweep", "spec.json", "--out", "out", "--quiet").exitCode == 0)
    try FileManager.default.createDirectory(atPath: bench.path + "/bad", withIntermediateDirectories: true)
    try bench.write(try bench.bytes("out/sweep.sqlite").prefix(5000), to: "bad/sweep.sqlite")
    for (arguments, exitCode, sentence) in [
      (["none.json", "--out", "x"], 66, "none.json: there is no such file"),
      (["misspelt.json", "--out", "x"], 65, "misspelt.json: 'runs[0].recipe'"),
      (["misspelt.json", "--out", "x"], 65, "did you mean 'microadder-57p'?"),
      (["empty.json", "--out", "x"], 65, "'runs[0].vary.batch' is empty"),
      (["spec.json", "--out", "x", "--threads", "0"], 64, "--threads must be in"),
      (["spec.json", "--out", "x", "--resume"], 66, "x holds no sweep"),
      (["spec.json", "--out", "spec.json"], 64, "this is a file, not a folder"),
      (["spec.json", "--out", "/proc/x"], 64, "/proc/x: the folder cannot be made; choose another --out"),
      (["spec.json", "--out", "x", "--partition", "short"], 64, "--partition needs --engine slurm"),
      (["spec.json", "--out", "x", "--runs-per-task", "4"], 64, "--runs-per-task needs --engine slurm"),
      (["spec.json", "--out", "x", "--engine", "slurm", "--threads", "2"], 64, "give --cpus-per-task"),
      (["spec.json", "--out", "x", "--engine", "slurm", "--sbatch", "lab"], 64, "--sbatch must be an option of sbatch"),
      (["task", "out", "--submission", "1", "--task", "0"], 64, "out: it has no submission 1"),
      (["collect", "x"], 66, "x holds no sweep"), (["cancel", "x"], 66, "x holds no sweep"),
      (["other.json", "--out", "out", "--resume"], 64, "'seeds' of 'tiny batch=16' is 1-3 there and 1-4 here"),
      (["status", "x"], 66, "x holds no sweep"),
      (["status", "bad"], 65, "bad/sweep.sqlite: "),
      (["status", "out", "--csv", "out/sweep.sqlite"], 64, "which would be lost"),
      (["extract", "out", "--variation", "huge", "--seed", "1", "--out", "x"], 64, "there is no variation 'huge'"),
      (
        ["extract", "out", "--variation", "tiny batch=16", "--seed", "9", "--out", "x"], 64,
        "the seeds of 'tiny batch=16' are 1-3"
      ),
      (["extract", "bad", "--variation", "tiny", "--seed", "9", "--out", "x"], 65, "bad/sweep.sqlite: "),
    ] {
      let outcome = try AnalyzeProcess.run(["sweep"] + arguments, in: bench.path)
      #expect(outcome.exitCode == exitCode, "\(arguments): \(outcome.complaint)")
      #expect(outcome.complaint.contains(sentence), "\(outcome.complaint)")
      #expect(outcome.complaint.count { $0 == "\n" } == 1)
      #expect(outcome.output.isEmpty)
    }
    #expect(try !bench.contents.contains("x"))
    for (arguments, sentence) in [
      (["--until", "1"], "--until needs --seeds"), (["--seeds", "3-1"], "runs backwards; write 1-3"),
      (["--seeds", "1-3", "--seed", "1"], "exclude each other"),
      (["--seeds", "1-3", "--until", "4"], "--until must be in 1...3"),
      (["--seeds", "1-3", "--until", "0"], "--until must be at least 1"),
    ] {
      let outcome = try AnalyzeProcess.run(["train", "tiny.json"] + arguments, in: bench.path)
      #expect(outcome.exitCode == 64)
      #expect(outcome.complaint.contains(sentence), "\(outcome.complaint)")
    }
  }

  @Test func seedsOfOneRecipe() throws {
    let bench = try Workbench()
    try bench.writeRecipe()
    let outcome = try bench.analyze("train", "tiny.json", "--seeds", "4-6", "--until", "1", "--steps", "30")
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    #expect(outcome.output.contains("folder      runs/tiny-seeds"))
    #expect(outcome.output.contains("Try it: analyze eval runs/tiny-seeds/best/tiny"))
    let recipe = try Recipe.read(bench.path + "/runs/tiny-seeds/best/tiny/recipe.json")
    #expect(recipe.steps == 30)
    #expect((4...6).contains(recipe.seed))
    #expect(try bench.analyze("eval", "runs/tiny-seeds/best/tiny").exitCode == 0)
  }

  @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
  func aSignalEndsAndSaves(_ signal: Int32, _ exitCode: Int32) throws {
    let bench = try Workbench()
    // Far more steps than can be taken before the signal.
    try bench.writeRecipe(steps: 100_000_000)
    let arguments = ["train", "tiny.json", "--seeds", "1-2", "--out", "a sweep", "--threads", "2"]
    let process = try AnalyzeProcess(arguments, in: bench.path)
    let folders = (1...2).map { RunFolder(bench.path + "/a sweep/runs/tiny-s\($0)") }
    func step(_ folder: RunFolder) -> Int { (try? folder.load())?.state.step ?? 0 }
    while process.isRunning, !folders.allSatisfy({ step($0) >= 50 }) { Thread.sleep(forTimeInterval: 0.01) }

    let status = try bench.analyze("sweep", "status", "a sweep")
    #expect(status.exitCode == 0, "\(status.complaint)")
    #expect(status.output.contains("state    running\nruns     0 of 2, 2 begun"), "\(status.output)")
    let second = try bench.analyze("train", "tiny.json", "--seeds", "1-2", "--out", "a sweep", "--resume")
    #expect(second.exitCode == 64)
    #expect(second.complaint.hasPrefix("analyze train: another process runs a sweep in a sweep; wait"), "\(second.complaint)")

    process.send(SIGKILL)
    _ = try process.wait()
    let killed = folders.map(step)
    // Taken up again: no run goes back behind its last validation.
    let resumed = try AnalyzeProcess(arguments + ["--resume"], in: bench.path)
    while resumed.isRunning, !zip(folders, killed).allSatisfy({ step($0) > $1 }) { Thread.sleep(forTimeInterval: 0.01) }
    resumed.send(signal)
    let outcome = try resumed.wait()
    #expect(outcome.exitCode == exitCode, "\(outcome.complaint)")
    #expect(
      outcome.complaint
        == "analyze train: stopped and saved with 0 runs finished; go on with: "
        + "analyze train tiny.json --seeds 1-2 --out 'a sweep' --resume\n"
    )
    for (folder, step) in zip(folders, killed) {
      #expect(try TrainingRun(resuming: folder, threads: 1).curve.records.map(\.step).contains(step / 25 * 25 + 25))
    }
    #expect(try bench.contents.contains("a sweep/summary.csv"))
  }

  /// Killed twenty times at moments drawn with seed 1: nothing is lost, nothing counted twice, and the end is the same.
  @Test func aKilledSweepEndsAsIfNothingHadHappened() throws {
    let bench = try Workbench()
    try bench.writeRecipe(steps: 400) { $0.validation.every = 50 }
    let spec = """
      {"name": "tiny", "runs": [{"recipe": "tiny.json", "seeds": "1-20", "vary": {"batch": [16, 32]}}]}
      """
    try bench.write(spec.utf8, to: "spec.json")
    let start = ContinuousClock.now
    #expect(try bench.analyze("sweep", "spec.json", "--out", "whole", "--quiet").exitCode == 0)
    // As slow as this machine is at the moment.
    let duration = (ContinuousClock.now - start) / .seconds(1)
    func results(_ folder: String) throws -> [String] {
      try SweepFolder(bench.path + "/" + folder).store().results().records.map { record in
        var result = record.result
        result.cpuSeconds = 0
        return "\(result) \(record.curve)"
      }
    }
    func files(_ folder: String) throws -> [String] {
      try bench.contents.filter { $0.hasPrefix(folder + "/") }.map { String($0.dropFirst(folder.count)) }
    }
    func expectTheSame() throws {
      #expect(try results("parts") == results("whole"))
      #expect(try files("parts") == files("whole"))
      for file in try files("whole") where file.hasPrefix("/best/") && file.split(separator: "/").count == 3 {
        #expect(try bench.bytes("parts" + file) == bench.bytes("whole" + file))
      }
    }
    var random = RandomStream(seed: 1, purpose: .analysis)
    var (killed, cutOff, finished): (Int, Int, Set<String>) = (0, 0, [])
    while killed < 20 {
      let isBegun = try bench.contents.contains("parts/sweep.sqlite")
      let process = try AnalyzeProcess(
        ["sweep", "spec.json", "--out", "parts", "--quiet"] + (isBegun ? ["--resume"] : []), in: bench.path)
      Thread.sleep(forTimeInterval: duration / 8 * random.uniform())
      process.send(SIGKILL)
      let outcome = try process.wait()
      #expect([0, -SIGKILL].contains(outcome.exitCode), "\(outcome.complaint)")
      guard outcome.exitCode == -SIGKILL else {
        // It was quicker. Once more from the beginning.
        try expectTheSame()
        try FileManager.default.removeItem(atPath: bench.path + "/parts")
        finished = []
        continue
      }
      killed += 1
      guard try bench.contents.contains("parts/sweep.sqlite") else { continue }
      if try bench.contents.contains(where: { $0.hasPrefix("parts/runs/") }) { cutOff += 1 }
      let now = try results("parts")
      #expect(Set(now).count == now.count)
      #expect(Set(now).isSuperset(of: finished))
      finished = Set(now)
    }
    #expect(cutOff >= 5, "\(cutOff) of the kills came while runs were trained")
    let isBegun = try bench.contents.contains("parts/sweep.sqlite")
    let last = try AnalyzeProcess.run(
      ["sweep", "spec.json", "--out", "parts", "--quiet"] + (isBegun ? ["--resume"] : []), in: bench.path)
    #expect(last.exitCode == 0, "\(last.complaint)")
    try expectTheSame()
  }
}
