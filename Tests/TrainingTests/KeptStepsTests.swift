import Checkpoints
import Foundation
import Testing

@testable import Training

/// Weights that are kept as a run goes.
@Suite struct KeptStepsTests {
  @Test func theyAreThoseOfTheStep() throws {
    let scratch = try Scratch()
    var recipe = TrainingRunTests.recipe()
    recipe.validation.every = 20
    let folder = RunFolder(scratch.path + "/run")
    try TrainingRun(recipe, in: folder, threads: 2).train(keptEvery: 2)
    let kept = KeptStep.all(in: folder)
    #expect(kept.map(\.step) == [40, 80, 120])
    #expect(kept[0].path == folder.path + "/steps/step-000000040.safetensors")
    let trainer = try Trainer(recipe, threads: 1)
    for step in kept {
      try trainer.train(until: { trainer.state.step == step.step })
      let checkpoint = try Checkpoint.read(step.path)
      #expect(checkpoint.model.weights == (try trainer.model.weights) && checkpoint.notes["step"] == "\(step.step)")
    }
  }

  /// The last validation's are kept whatever its number; interruptions change no bit; a run goes the same way with and without.
  @Test func interruptionsChangeNoBit() throws {
    let scratch = try Scratch()
    let (whole, parts) = (RunFolder(scratch.path + "/whole"), RunFolder(scratch.path + "/parts"))
    try TrainingRun(TrainingRunTests.recipe(), in: whole, threads: 2).train(keptEvery: 2)
    let run = try TrainingRun(TrainingRunTests.recipe(), in: parts, threads: 1)
    try run.train(until: { run.step == 70 }, keptEvery: 2)
    #expect(KeptStep.all(in: parts).isEmpty)
    try TrainingRun(resuming: parts, threads: 2).train(keptEvery: 2)
    #expect(KeptStep.all(in: whole).map(\.step) == [100, 120])
    for name in TrainingRunTests.files + ["steps/step-000000100.safetensors", "steps/step-000000120.safetensors"] {
      #expect(try scratch.bytes("whole/" + name) == scratch.bytes("parts/" + name), "\(name)")
    }
    try TrainingRunTests.train(in: scratch.path + "/without", threads: 2)
    for name in TrainingRunTests.files {
      #expect(try scratch.bytes("whole/" + name) == scratch.bytes("without/" + name), "\(name)")
    }
  }

  @Test func thereAreNotTooMany() throws {
    let scratch = try Scratch()
    var recipe = TrainingRunTests.recipe()
    #expect(recipe.validationCount == 3)
    recipe.validation.every = 1
    recipe.steps = 4_000
    #expect(recipe.validationCount == 4_000)
    #expect(throws: Never.self) { try recipe.requireFewKept(every: 4) }
    let run = try TrainingRun(recipe, in: RunFolder(scratch.path + "/run"), threads: 1)
    #expect(throws: TrainingError.tooManyKept(count: 4_001, most: 2_000)) { try run.train(keptEvery: 1) }
    #expect(run.step == 0 && KeptStep.all(in: run.folder).isEmpty)
  }

  @Test func otherFilesAreNoSteps() throws {
    let scratch = try Scratch()
    let folder = RunFolder(scratch.path)
    try FileManager.default.createDirectory(atPath: scratch.path + "/steps", withIntermediateDirectories: true)
    for name in ["step-1.safetensors", "step-00000000x.safetensors", "step--00000001.safetensors", "notes.txt"] {
      try Data().write(to: URL(filePath: scratch.path + "/steps/" + name))
    }
    #expect(KeptStep.all(in: folder).isEmpty)
  }
}
