import Certificates
import Checkpoints
import Files
import Foundation
import ReferenceModels
import Testing
import Training
import Transformer

@testable import Hardening

/// From a model that is wrong to one that is proved.
@Suite struct HardeningTests {
  static let files = ["hardening.csv", "hardening.json", "hardening.safetensors", "model.safetensors"]

  @Test(arguments: [("microadder-57p", Float(0.97)), ("period12-20p", 0.97)])
  func aBrokenModelIsMendedToAProof(name: String, factor: Float) throws {
    let scratch = try Scratch()
    let folder = HardeningFolder(scratch.path + "/run")
    let broken = try Broken.checkpoint(name, factor)
    let run = try HardeningRun(Broken.plan(name), from: broken, in: folder, threads: 2)
    var told: [HardeningRound] = []
    #expect(try run.harden(rounds: 6, found: { told.append($0) }) == .proved, "\(run.rounds)")
    #expect(told == run.rounds && run.rounds[0].verdict == .refuted && run.rounds[0].wrong > 0)
    #expect(run.rounds.map(\.round) == Array(run.rounds.indices) && run.rounds[0].learningRate == nil)
    #expect(run.rounds.best == run.rounds.last && run.isProved)

    // The folder holds what was proved, and the proof is one.
    let mended = try Checkpoint.read(folder.path)
    #expect(mended.model.weights == (try run.best.weights))
    #expect(try Certificate(mended.model, threads: 2).verdict == .proved)
    let text = try InputFile.read(folder.certificate)
    try CertificateFile(text: text).check(mended.model, weightsSHA256: mended.weightsSHA256.hex, threads: 2)
    #expect(try scratch.contents == ["run"] + (["certificate.json"] + Self.files).map { "run/" + $0 })
  }

  /// Threads and interruptions change no bit.
  @Test func theSameHoweverItIsRun() throws {
    let scratch = try Scratch()
    let plan = try Broken.plan("period12-20p", steps: 20)
    let broken = try Broken.checkpoint("period12-20p", 0.9)
    let whole = try HardeningRun(plan, from: broken, in: HardeningFolder(scratch.path + "/whole"), threads: 2)
    let ending = try whole.harden(rounds: 2)
    #expect(whole.rounds.count == 3)

    let folder = HardeningFolder(scratch.path + "/parts")
    var run = try HardeningRun(plan, from: broken, in: folder, threads: 1)
    // Before anything, within a round, within the next.
    for stop in [0, 10, 33] {
      var asked = -1
      let ending = try run.harden(rounds: 2) {
        asked += 1
        return asked >= stop
      }
      #expect(ending == .interrupted)
      #expect(try Checkpoint.read(folder.path).model.parameterCount == 20)
      run = try HardeningRun(resuming: folder, threads: stop % 2 + 1)
    }
    #expect(try run.harden(rounds: 1) == .roundsUsedUp)
    #expect(try run.harden(rounds: 2) == ending)
    #expect(run.rounds == whole.rounds)
    for file in Self.files { #expect(try scratch.bytes("whole/" + file) == scratch.bytes("parts/" + file), "\(file)") }
  }

  @Test func whatIsProvedIsLeftAlone() throws {
    let scratch = try Scratch()
    let shipped = try Checkpoint.read("\(ShippedModel.folder)/period12-17p")
    let folder = HardeningFolder(scratch.path + "/run")
    let run = try HardeningRun(Broken.plan("period12-17p"), from: shipped, in: folder, threads: 2)
    #expect(try run.harden(rounds: 5) == .proved)
    #expect(run.rounds.count == 1 && run.rounds[0].round == 0)
    #expect(try Checkpoint.read(folder.path).weightsSHA256 == shipped.weightsSHA256)
    #expect(try HardeningRun(resuming: folder).harden(rounds: 9) == .proved)
  }

  @Test func nothingIsOverwrittenOrMixed() throws {
    let scratch = try Scratch()
    let broken = try Broken.checkpoint("period12-20p", 0.9)
    let plan = try Broken.plan("period12-20p", steps: 5)
    let path = scratch.path + "/run"
    _ = try HardeningRun(plan, from: broken, in: HardeningFolder(path))
    let before = try Self.files.map { try scratch.bytes("run/" + $0) }
    #expect(throws: TrainingError.folderTaken(path: path)) { try HardeningRun(plan, from: broken, in: HardeningFolder(path)) }
    #expect(throws: TrainingError.folderTaken(path: path)) { try TrainingRun(plan.recipe, in: RunFolder(path), threads: 1) }
    #expect(try Self.files.map { try scratch.bytes("run/" + $0) } == before)

    let resumed = try HardeningRun(resuming: HardeningFolder(path))
    var other = resumed.plan
    other.steps = 6
    #expect(throws: HardeningError.otherPlan(path: path, difference: "number of steps a round: 5")) {
      try resumed.requireAgreement(with: other)
    }
    other = resumed.plan
    other.recipe.from = .init(checkpoint: "elsewhere")
    #expect(throws: HardeningError.self) { try resumed.requireAgreement(with: other) }
    #expect(throws: HardeningError.nothingToResume(path: scratch.path)) {
      try HardeningRun(resuming: HardeningFolder(scratch.path))
    }
  }

  /// What cannot be proved of is refused before anything is written.
  @Test func modelsOfTwoLayersAreRefused() throws {
    let scratch = try Scratch()
    var plan = try Broken.plan("gptacc-777p")
    plan.recipe.architecture.layers = 2
    let program = try Program(plan.recipe.architecture)
    let weights = Initialization.flax.values(for: program.parameters, seed: 1)
    let checkpoint = Checkpoint(name: "two", model: try Model(program, weights: weights))
    #expect(throws: CertificateError.tooManyLayers(2)) {
      try HardeningRun(plan, from: checkpoint, in: HardeningFolder(scratch.path + "/run"))
    }
    plan.rate = 0
    #expect(throws: RecipeError.self) { try HardeningRun(plan, from: checkpoint, in: HardeningFolder(scratch.path + "/run")) }
    #expect(try scratch.contents.isEmpty)
  }

  @Test func damagedStatesAreRefused() throws {
    let scratch = try Scratch()
    let folder = HardeningFolder(scratch.path + "/run")
    let broken = try Broken.checkpoint("period12-20p", 0.9)
    _ = try HardeningRun(Broken.plan("period12-20p"), from: broken, in: folder)
    let path = folder.path + "/" + HardeningFolder.stateName
    let bytes = try scratch.bytes("run/" + HardeningFolder.stateName)
    for cut in [0, 7, 100, bytes.count - 1] {
      try Data(bytes.prefix(cut)).write(to: URL(filePath: path))
      #expect(throws: FileError.self) { try HardeningRun(resuming: folder) }
    }
    let archive = try SafeTensors.decode(bytes, path: path)
    let facts = try #require(archive.metadata["state"])
    for (truth, lie) in [("\"trainings\":0", "\"trainings\":3"), ("\"factor\":1", "\"factor\":-1"), ("[]", "[[1]]")] {
      #expect(facts.contains(truth), "\(facts)")
      let metadata = ["state": facts.replacingOccurrences(of: truth, with: lie)]
      try SafeTensors.write(TensorArchive(archive.tensors, metadata: metadata), to: path)
      #expect(throws: FileError.self) { try HardeningRun(resuming: folder) }
    }
  }
}
