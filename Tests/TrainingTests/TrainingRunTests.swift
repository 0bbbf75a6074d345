import Addition
import Checkpoints
import Files
import Foundation
import Testing
import Training
import Transformer

/// Runs on disk: the same bits whatever the threads and the interruptions.
@Suite struct TrainingRunTests {
  /// 120 steps, validated at 50, 100 and 120.
  static func recipe(name: String = "tiny") -> Recipe {
    Recipe(
      name: name, summary: "A few steps of a small model.", architecture: .gptAcc(width: 4, hidden: 4),
      initialization: .flax, seed: 5, steps: 120, batch: 64,
      sampling: Sampling(operands: .uniformLength, curriculum: .published),
      learningRate: LearningRate(peak: 0.02, warmup: 10), weightDecay: .adaptive,
      validation: Validation(every: 50, count: 100))
  }

  /// Trains in one go.
  static func train(_ recipe: Recipe = recipe(), in path: String, threads: Int) throws {
    let run = try TrainingRun(recipe, in: RunFolder(path), threads: threads)
    #expect(try run.train() == .completed)
  }

  static let files = ["model.safetensors", "recipe.json", "state.safetensors", "training.csv"]

  @Test func threadsChangeNoBit() throws {
    let scratch = try Scratch()
    try Self.train(in: scratch.path + "/one", threads: 1)
    try Self.train(in: scratch.path + "/two", threads: 2)
    let (one, two) = (try Checkpoint.read(scratch.path + "/one"), try Checkpoint.read(scratch.path + "/two"))
    #expect(one.weightsSHA256 == two.weightsSHA256)
    for file in Self.files { #expect(try scratch.bytes("one/" + file) == scratch.bytes("two/" + file), "\(file)") }
    // The run must have learned something, or equal bits would say little.
    let untrained = Self.recipe().initialization.values(for: one.model.program.parameters, seed: 5)
    #expect(one.model.weights != untrained)
    var other = Self.recipe()
    other.seed = 6
    try Self.train(other, in: scratch.path + "/other", threads: 2)
    #expect(try Checkpoint.read(scratch.path + "/other").weightsSHA256 != one.weightsSHA256)
  }

  /// Before the first step, between validations, right at one, after one.
  @Test(arguments: [[0], [1], [37], [50], [51, 52, 99], [100, 119]])
  func interruptionsChangeNoBit(stops: [Int]) throws {
    let scratch = try Scratch()
    try Self.train(in: scratch.path + "/whole", threads: 2)
    let folder = RunFolder(scratch.path + "/parts")
    var run = try TrainingRun(Self.recipe(), in: folder, threads: 1)
    for stop in stops {
      #expect(try run.train(until: { run.step == stop }) == .interrupted)
      #expect(run.step == stop)
      run = try TrainingRun(resuming: folder, threads: stop % 2 + 1)
      #expect(run.step == stop)
    }
    #expect(try run.train() == .completed)
    for file in Self.files { #expect(try scratch.bytes("whole/" + file) == scratch.bytes("parts/" + file), "\(file)") }
    let curve = try TrainingCurve.read(folder.path + "/" + RunFolder.curveName)
    #expect(curve.records.map(\.step) == [50, 100, 120])
  }

  @Test func aFailureBetweenTwoFilesIsHealed() throws {
    let scratch = try Scratch()
    try Self.train(in: scratch.path + "/whole", threads: 2)
    let folder = RunFolder(scratch.path + "/parts")
    let run = try TrainingRun(Self.recipe(), in: folder, threads: 2)
    try run.train(until: { run.step == 60 })
    // As if the machine had failed in a later save, before the state was written.
    for file in ["training.csv", "model.safetensors"] {
      try Data(scratch.bytes("whole/" + file)).write(to: URL(filePath: folder.path + "/" + file))
    }
    let resumed = try TrainingRun(resuming: folder, threads: 2)
    #expect(resumed.curve.records.map(\.step) == [50])
    try resumed.train()
    for file in Self.files { #expect(try scratch.bytes("whole/" + file) == scratch.bytes("parts/" + file), "\(file)") }
  }

  @Test func reportsEveryStep() throws {
    let scratch = try Scratch()
    let run = try TrainingRun(Self.recipe(), in: RunFolder(scratch.path + "/run"), threads: 2)
    var seen: [TrainingProgress] = []
    try run.train(progress: { seen.append($0) })
    #expect(seen.map(\.step) == Array(1...120))
    #expect(seen.allSatisfy { $0.steps == 120 && ($0.loss ?? .nan).isFinite })
    #expect(seen.map { $0.validation != nil } == (1...120).map { $0 >= 50 })
    #expect(run.isFinished)
    #expect(run.best?.validation.exactMatch.total == 100)
    #expect(try TrainingRun(resuming: run.folder, threads: 1).train() == .completed)
  }

  @Test func overwritesNothing() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/run"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for file in Self.files {
      try Data("kept".utf8).write(to: URL(filePath: path + "/" + file))
      #expect(throws: TrainingError.folderTaken(path: path)) {
        try TrainingRun(Self.recipe(), in: RunFolder(path), threads: 1)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: path) == [file])
      #expect(try scratch.bytes("run/" + file) == Array("kept".utf8))
      try FileManager.default.removeItem(atPath: path + "/" + file)
    }
  }

  @Test func twoRunsDoNotShareAFolder() throws {
    let scratch = try Scratch()
    let folder = RunFolder(scratch.path + "/run")
    let run = try TrainingRun(Self.recipe(), in: folder, threads: 1)
    let waiting = try TrainingRun(resuming: folder, threads: 1)
    try run.train(until: {
      #expect(throws: TrainingError.folderInUse(path: folder.path)) { try TrainingRun(resuming: folder, threads: 1) }
      #expect(throws: TrainingError.folderInUse(path: folder.path)) { try waiting.train() }
      return run.step == 2
    })
    #expect(try TrainingRun(resuming: folder, threads: 1).step == 2)
  }

  /// Counts that no run can have, some of which would overflow at the next step.
  @Test(arguments: [
    ("\"updates\":60", "\"updates\":9223372036854775807"), ("\"lossCount\":10", "\"lossCount\":9223372036854775807"),
    ("\"step\":60", "\"perfectSince\":-9223372036854775808,\"step\":60"), ("\"updates\":60", "\"updates\":59"),
    ("\"lossCount\":10", "\"lossCount\":61"), ("\"step\":50", "\"step\":61"),
  ]) func aStateThatCountsWronglyIsRefused(_ truth: String, _ lie: String) throws {
    let scratch = try Scratch()
    let folder = RunFolder(scratch.path + "/run")
    let run = try TrainingRun(Self.recipe(), in: folder, threads: 2)
    try run.train(until: { run.step == 60 })
    let state = folder.path + "/" + RunFolder.stateName
    let archive = try SafeTensors.read(state)
    let facts = try #require(archive.metadata["state"])
    #expect(facts.contains(truth), "the test must find what it makes a lie of: \(facts)")
    var metadata = archive.metadata
    metadata["state"] = facts.replacingOccurrences(of: truth, with: lie)
    try SafeTensors.write(TensorArchive(archive.tensors, metadata: metadata), to: state)
    let error = #expect(throws: FileError.self) { try TrainingRun(resuming: folder, threads: 1) }
    #expect(error?.category == .badData)
  }

  @Test func resumesOnlyWhatIsThere() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/nothing"
    #expect(throws: TrainingError.nothingToResume(path: path)) { try TrainingRun(resuming: RunFolder(path), threads: 1) }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func anUnwritableFolderIsFoundBeforeTraining() throws {
    let error = #expect(throws: FileError.self) {
      try TrainingRun(Self.recipe(), in: RunFolder("/dev/null/run"), threads: 1)
    }
    #expect(error?.category == .inputOutput)
  }

  /// Adam's division by zero where a gradient is zero makes weights that are no numbers in the first step.
  @Test func divergenceIsToldAndNotSaved() throws {
    let scratch = try Scratch()
    var recipe = Self.recipe()
    recipe.optimizer.epsilon = 1e-60
    recipe.architecture = .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true)
    recipe.initialization = .microAdder
    let folder = RunFolder(scratch.path + "/run")
    let run = try TrainingRun(recipe, in: folder, threads: 2)
    let before = try Self.files.map { try scratch.bytes("run/" + $0) }
    #expect(throws: TrainingError.diverged(step: 2, quantity: "the loss")) { try run.train() }
    #expect(try Self.files.map { try scratch.bytes("run/" + $0) } == before)
    #expect(throws: TrainingError.diverged(step: 1, quantity: "a weight")) {
      let again = try TrainingRun(resuming: folder, threads: 1)
      try again.train(until: { again.step == 1 })
    }
    #expect(try Self.files.map { try scratch.bytes("run/" + $0) } == before)
  }

  @Test func aStateMustBelongToItsRecipe() throws {
    let scratch = try Scratch()
    let folder = RunFolder(scratch.path + "/run")
    let run = try TrainingRun(Self.recipe(), in: folder, threads: 2)
    try run.train(until: { run.step == 60 })
    func resume(_ change: (inout Recipe) -> Void) throws -> TrainingRun {
      var recipe = Self.recipe()
      change(&recipe)
      try AtomicFile.write(recipe.json, to: folder.path + "/recipe.json")
      return try TrainingRun(resuming: folder, threads: 1)
    }
    #expect(throws: RecipeError.self) { try resume { $0.steps = 59 } }
    #expect(throws: RecipeError.self) { try resume { $0.architecture = .gptAcc(width: 4, hidden: 8) } }
    #expect(try resume { _ in }.step == 60)
    let state = folder.path + "/state.safetensors"
    let bytes = try scratch.bytes("run/state.safetensors")
    for cut in [0, 7, 100, bytes.count - 1] {
      try Data(bytes.prefix(cut)).write(to: URL(filePath: state))
      #expect(throws: FileError.self) { try TrainingRun(resuming: folder, threads: 1) }
    }
  }
}
