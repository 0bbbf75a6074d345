import Checkpoints
import Foundation
import Hardening
import Testing
import Training
import Transformer

/// `train --harden`, `train --keep-every`, and `certify --steps`.
@Suite struct HardenCommandTests {
  private static let shipped = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../checkpoints")
    .standardizedFileURL.path

  /// A shipped model with one weight changed, as `broken.safetensors`, and its recipe.
  private static func breakModel(on bench: borrowing Workbench) throws {
    let model = try Checkpoint.read(shipped + "/period12-20p").model
    var weights = model.weights
    weights[0] *= 0.97
    let broken = Checkpoint(name: "broken", model: try Model(model.program, weights: weights))
    try broken.write(to: bench.path + "/broken.safetensors")
    try bench.write(Data(contentsOf: URL(filePath: shipped + "/period12-20p/recipe.json")), to: "recipe.json")
  }

  @Test func aBrokenModelIsProved() throws {
    let bench = try Workbench()
    try Self.breakModel(on: bench)
    let outcome = try bench.analyze("train", "recipe.json", "--from", "broken.safetensors", "--harden", "--steps", "500")
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines[0].hasPrefix("round  verdict    wrong found") && lines[1].hasPrefix("    0  refuted"))
    #expect(outcome.output.contains("  proved   ") && outcome.output.contains("Proved right on all 10^20 sums after round "))
    let folder = "runs/period12-20p-hardened"
    let check = "analyze certify \(folder) --check \(folder)/certificate.json"
    #expect(outcome.output.hasSuffix("Check it: \(check)\n"), "\(outcome.output)")
    let checked = try bench.analyze("certify", folder, "--check", folder + "/certificate.json")
    #expect(checked.exitCode == 0 && checked.output.contains("accepted: proved in real arithmetic"), "\(checked.complaint)")

    let again = try AnalyzeProcess.run(
      ["train", "recipe.json", "--from", "broken.safetensors", "--harden", "--steps", "500", "--resume"], in: bench.path)
    #expect(again.exitCode == 0 && again.output == outcome.output)
    let other = try AnalyzeProcess.run(
      ["train", "recipe.json", "--from", "broken.safetensors", "--harden", "--steps", "400", "--resume"], in: bench.path)
    #expect(other.exitCode == 64 && other.complaint.contains("500") && other.output.isEmpty)
  }

  @Test func aSignalLeavesWhatWasFound() throws {
    let bench = try Workbench()
    try Self.breakModel(on: bench)
    let arguments = ["train", "recipe.json", "--from", "broken.safetensors", "--harden", "--steps", "1000000", "--out", "a run"]
    let process = try AnalyzeProcess(arguments, in: bench.path)
    func isAssessed() -> Bool {
      (try? HardeningRun(resuming: HardeningFolder(bench.path + "/a run")))?.rounds.count == 1
        || (try? String(contentsOfFile: bench.path + "/a run/hardening.csv", encoding: .utf8))?.contains("\n0,refuted") ?? false
    }
    while process.isRunning, !isAssessed() { Thread.sleep(forTimeInterval: 0.02) }
    process.send(SIGINT)
    let outcome = try process.wait()
    #expect(outcome.exitCode == 130)
    let next = "analyze train recipe.json --harden --from broken.safetensors --steps 1000000 --out 'a run' --resume"
    #expect(outcome.complaint == "analyze train: stopped; 1 round is saved; go on with: \(next)\n")
    let run = try HardeningRun(resuming: HardeningFolder(bench.path + "/a run"))
    #expect(run.rounds.count == 1)
  }

  @Test(arguments: [
    (["--harden"], 64, "--from"), (["--harden", "--from", "none"], 66, "none"),
    (["--rounds", "3"], 64, "--rounds needs --harden"),
    (["--time-limit", "3"], 64, "--time-limit needs --harden"),
    (["--harden", "--from", "broken.safetensors", "--rounds", "-1"], 64, "--rounds must be in"),
    (["--harden", "--from", "broken.safetensors", "--seeds", "1-3"], 64, "--seeds"),
    (["--harden", "--from", "broken.safetensors", "--targets", "recipe.json"], 64, "--targets"),
    (["--harden", "--from", "broken.safetensors", "--keep-every", "1"], 64, "--keep-every"),
    (["--harden", "--from", "broken.safetensors", "--target-share", "2"], 64, "--target-share"),
    (["--harden", "--from", "broken.safetensors", "--resume"], 66, "no hardening to go on with"),
    (["--keep-every", "0"], 64, "--keep-every"), (["--keep-every", "1", "--seeds", "1-3"], 64, "--seeds"),
  ]) func mistakesAreOneLine(_ words: [String], _ code: Int32, _ complaint: String) throws {
    let bench = try Workbench()
    try Self.breakModel(on: bench)
    let before = try bench.contents
    let outcome = try AnalyzeProcess.run(["train", "recipe.json"] + words, in: bench.path)
    #expect(outcome.exitCode == code && outcome.output.isEmpty, "\(outcome.complaint)")
    #expect(outcome.complaint.contains(complaint), "\(outcome.complaint)")
    #expect(outcome.complaint.split(separator: "\n").count == 1, "\(outcome.complaint)")
    #expect(try bench.contents == before)
  }

  @Test func modelsOfAnotherArchitectureAreRefused() throws {
    let bench = try Workbench()
    try bench.writeRecipe()
    try bench.writeModel("other", .gptAcc(width: 6, hidden: 4))
    let outcome = try bench.analyze("train", "tiny.json", "--from", "other", "--harden")
    #expect(outcome.exitCode == 65 && outcome.complaint.contains("'attention.queryKeyWidth' is 6"), "\(outcome.complaint)")
    #expect(!FileManager.default.fileExists(atPath: bench.path + "/runs"))
  }

  @Test func stepsAreKeptAndCertified() throws {
    let bench = try Workbench()
    // Of one number that attention hands on, which is decided quickly.
    try bench.writeRecipe {
      $0.architecture = .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true)
      $0.initialization = .microAdder
    }
    #expect(try bench.analyze("train", "tiny.json", "--keep-every", "2", "--quiet").exitCode == 0)
    let kept = ["000000050", "000000060"].map { "runs/tiny/steps/step-\($0).safetensors" }
    #expect(try bench.contents.filter { $0.contains("step-") } == kept)
    let table = try bench.analyze("certify", "runs/tiny", "--steps")
    #expect(table.exitCode == 0, "\(table.complaint)")
    #expect(
      table.output.hasPrefix("step  validation  verdict  margin at least") && table.output.contains("\n  60          0%  refuted")
    )
    #expect(table.output.hasSuffix("proved ever since     never\n"), "\(table.output)")
    let json = try bench.analyze("certify", "runs/tiny", "--steps", "--json")
    #expect(json.output.contains("\"firstProved\" : null"))
    for words in [["--steps", "--wrong"], ["--steps", "--out", "c.json"]] {
      let outcome = try AnalyzeProcess.run(["certify", "runs/tiny"] + words, in: bench.path)
      #expect(outcome.exitCode == 64 && outcome.complaint.contains("--steps"))
    }
    #expect(try bench.analyze("train", "tiny.json", "--out", "none", "--quiet").exitCode == 0)
    let none = try bench.analyze("certify", "none", "--steps")
    #expect(none.exitCode == 66 && none.complaint.contains("--keep-every"), "\(none.complaint)")
    try bench.writeRecipe("many.json", steps: 100_000) { $0.validation.every = 1 }
    let many = try bench.analyze("train", "many.json", "--keep-every", "2", "--out", "many")
    #expect(many.exitCode == 64 && many.complaint.contains("--keep-every a larger number"), "\(many.complaint)")
    #expect(!FileManager.default.fileExists(atPath: bench.path + "/many"))
  }
}
