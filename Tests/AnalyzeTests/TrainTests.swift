import Checkpoints
import Foundation
import Testing
import Training

@Suite struct TrainTests {
  @Test func trainsAndSaysWhatToDoNext() throws {
    let bench = try Workbench()
    try bench.writeRecipe()
    let outcome = try bench.analyze("train", "tiny.json")
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    #expect(outcome.complaint.isEmpty)
    #expect(outcome.output.contains("steps   60 of 60"))
    #expect(outcome.output.contains("analyze eval runs/tiny"))
    let files = ["model.safetensors", "recipe.json", "state.safetensors", "training.csv"].map { "runs/tiny/" + $0 }
    #expect(try bench.contents == ["runs", "runs/tiny"] + files + ["tiny.json"])
    #expect(try TrainingCurve.read(bench.path + "/runs/tiny/training.csv").records.map(\.step) == [25, 50, 60])

    let again = try bench.analyze("train", "tiny.json")
    #expect(again.exitCode == 64)
    #expect(again.complaint == "analyze train: runs/tiny already holds a run; add --resume to go on or choose another --out\n")
    let resumed = try bench.analyze("train", "tiny.json", "--resume")
    #expect(resumed.exitCode == 0)
    #expect(resumed.output.hasPrefix("runs/tiny is finished already\n"))
  }

  @Test func aFinishedRunWhoseWeightsAreGoneGetsThemBack() throws {
    let bench = try Workbench()
    try bench.writeRecipe()
    #expect(try bench.analyze("train", "tiny.json").exitCode == 0)
    let weights = try bench.bytes("runs/tiny/model.safetensors")
    for damage in [nil, 0, 100, weights.count - 1] {
      if let damage {
        try bench.write(weights.prefix(damage), to: "runs/tiny/model.safetensors")
      } else {
        try FileManager.default.removeItem(atPath: bench.path + "/runs/tiny/model.safetensors")
      }
      let resumed = try bench.analyze("train", "tiny.json", "--resume")
      #expect(resumed.exitCode == 0)
      #expect(
        resumed.output.hasPrefix(
          "runs/tiny is finished already; its model.safetensors was gone or damaged and is written anew\n"))
      #expect(try bench.bytes("runs/tiny/model.safetensors") == weights)
    }
    for name in ["recipe.json", "training.csv"] {
      let bytes = try bench.bytes("runs/tiny/" + name)
      try FileManager.default.removeItem(atPath: bench.path + "/runs/tiny/" + name)
      let resumed = try bench.analyze("train", "tiny.json", "--resume")
      #expect(resumed.exitCode == 66)
      #expect(resumed.complaint.hasPrefix("analyze train: runs/tiny/\(name): this part of the run is gone"))
      try bench.write(bytes, to: "runs/tiny/" + name)
    }
  }

  @Test func optionsChangeTheRecipe() throws {
    let bench = try Workbench()
    try bench.writeRecipe()
    #expect(try bench.analyze("train", "tiny.json", "--seed", "7", "--steps", "30").exitCode == 0)
    let recipe = try Recipe.read(bench.path + "/runs/tiny-seed7/recipe.json")
    #expect(recipe.seed == 7)
    #expect(recipe.steps == 30)
    for (option, other) in [("--seed", "8"), ("--steps", "31")] {
      let outcome = try bench.analyze("train", "tiny.json", option, other, "--out", "runs/tiny-seed7", "--resume")
      #expect(outcome.exitCode == 64)
      #expect(outcome.complaint.contains(option))
    }
    let agreeing = ["train", "tiny.json", "--seed", "7", "--steps", "30", "--resume"]
    #expect(try AnalyzeProcess.run(agreeing, in: bench.path).exitCode == 0)
    try bench.writeRecipe("changed.json") { $0.batch = 33 }
    let changed = try bench.analyze("train", "changed.json", "--out", "runs/tiny-seed7", "--resume")
    #expect(changed.exitCode == 64)
    #expect(changed.complaint.contains("another recipe"))
    #expect(try bench.analyze("train", "runs/tiny-seed7/recipe.json", "--out", "runs/tiny-seed7", "--resume").exitCode == 0)
  }

  @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
  func aSignalEndsAndSaves(_ signal: Int32, _ exitCode: Int32) throws {
    let bench = try Workbench()
    // Far more steps than can be taken before the signal.
    try bench.writeRecipe(steps: 100_000_000)
    let process = try AnalyzeProcess(["train", "tiny.json", "--out", "a run"], in: bench.path)
    while process.isRunning, !FileManager.default.fileExists(atPath: bench.path + "/a run/state.safetensors") {
      Thread.sleep(forTimeInterval: 0.01)
    }
    process.send(signal)
    let outcome = try process.wait()
    #expect(outcome.exitCode == exitCode, "\(outcome.complaint)")
    #expect(outcome.output.isEmpty)
    #expect(outcome.complaint.hasPrefix("analyze train: stopped and saved at step "))
    #expect(outcome.complaint.hasSuffix("go on with: analyze train tiny.json --out 'a run' --resume\n"))
    let run = try TrainingRun(resuming: RunFolder(bench.path + "/a run"), threads: 1)
    #expect(!run.isFinished)
    #expect(try Checkpoint.read(bench.path + "/a run").model.parameterCount == run.parameterCount)
  }

  @Test func divergenceIsBadData() throws {
    let bench = try Workbench()
    try bench.writeRecipe {
      $0.architecture = .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true)
      $0.initialization = .microAdder
      $0.optimizer.epsilon = 1e-60
    }
    let outcome = try bench.analyze("train", "tiny.json")
    #expect(outcome.exitCode == 65)
    #expect(outcome.complaint.contains("diverged"))
    #expect(outcome.output.isEmpty)
  }
}
