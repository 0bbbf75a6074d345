import Foundation
import Testing

/// No command destroys what it reads, whatever name its output goes by.
@Suite struct OverwritingTests {
  /// How an output is given; `OUT` stands for its path.
  static let commands: [[String]] = [
    ["dump", "MODEL", "--out", "OUT", "--count", "16"],
    ["convert", "MODEL", "OUT"],
    ["card", "MODEL", "--out", "OUT", "--force", "--count", "10"],
    ["attention", "MODEL", "--out", "OUT", "--count", "16"],
    ["embeddings", "MODEL", "--out", "OUT"],
    ["ablate", "MODEL", "--out", "OUT", "--count", "16"],
    ["compare", "MODEL", "MODEL", "--out", "OUT", "--count", "16"],
    ["geometry", "MODEL", "--out", "OUT", "--count", "16"],
    ["probe", "MODEL", "--out", "OUT", "--count", "16"],
    ["probe", "MODEL", "--csv", "OUT", "--count", "16"],
    ["gauge", "MODEL", "--csv", "OUT", "--count", "11"],
    ["certify", "MODEL", "--out", "OUT", "--time-limit", "1"],
  ]

  /// A model with a recipe and a curve beside it, and links to all of them with the endings that commands want of an output.
  private func prepare(_ bench: borrowing Workbench) throws {
    try bench.writeModel()
    try bench.writeRecipe("model/recipe.json")
    try bench.write("step,loss\n".utf8, to: "model/training.csv")
    try bench.write("{\"n_heads\": 1}".utf8, to: "config.json")
    let manager = FileManager.default
    for (ending, target) in [("safetensors", "model"), ("json", "recipe"), ("csv", "training")] {
      for alias in ["png", "npz"] {
        try manager.createSymbolicLink(
          atPath: bench.path + "/link-to-\(target).\(alias)", withDestinationPath: "model/\(target).\(ending)")
        try manager.linkItem(
          atPath: bench.path + "/model/\(target).\(ending)", toPath: bench.path + "/hard-\(target).\(alias)")
      }
    }
    try manager.createSymbolicLink(atPath: bench.path + "/link-to-config.png", withDestinationPath: "config.json")
    try manager.createSymbolicLink(atPath: bench.path + "/link-to-config.npz", withDestinationPath: "config.json")
  }

  private func everything(_ bench: borrowing Workbench) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in try bench.contents {
      var isFolder: ObjCBool = false
      FileManager.default.fileExists(atPath: bench.path + "/" + name, isDirectory: &isFolder)
      files[name] = isFolder.boolValue ? [] : try bench.bytes(name)
    }
    return files
  }

  private func expectRefusal(_ arguments: [String], _ bench: borrowing Workbench) throws {
    let before = try everything(bench)
    let outcome = try AnalyzeProcess.run(arguments, in: bench.path)
    let line = arguments.joined(separator: " ")
    #expect(outcome.exitCode == 64, "\(line): \(outcome.complaint)")
    #expect(outcome.complaint.contains("would be lost"), "\(line): \(outcome.complaint)")
    #expect(outcome.complaint.count { $0 == "\n" } == 1)
    #expect(outcome.output.isEmpty)
    #expect(try everything(bench) == before, "\(line) changed something")
  }

  @Test(arguments: commands) func outputsThatAreInputsAreRefused(_ command: [String]) throws {
    let bench = try Workbench()
    try prepare(bench)
    func line(_ out: String, model: String = "model", _ more: String...) -> [String] {
      command.map { $0 == "OUT" ? out : $0 == "MODEL" ? model : $0 } + more
    }
    let wantsPicture = !["dump", "convert", "card"].contains(command[0])
    let ending = wantsPicture ? "png" : "npz"
    for name in ["model", "recipe", "training"] {
      try expectRefusal(line("link-to-\(name).\(ending)"), bench)
      try expectRefusal(line("./model/../hard-\(name).\(ending)"), bench)
      try expectRefusal(line("hard-\(name).\(ending)", model: "model/model.safetensors"), bench)
    }
    try expectRefusal(line("link-to-config.\(ending)", "--config", "config.json"), bench)
    if !wantsPicture {
      try expectRefusal(line("model/model.safetensors"), bench)
      try expectRefusal(line("model/./model.safetensors", model: "./model/"), bench)
      try expectRefusal(line(bench.path + "/model/model.safetensors", model: "model/model.safetensors"), bench)
    }
    if command[0] == "convert" {
      try expectRefusal(line("model"), bench)
      try expectRefusal(line("model/../model/", model: "model/model.safetensors"), bench)
    }
  }

  @Test func aReportIsNotWrittenOntoWhatItIsAbout() throws {
    for name in ["report.md", "attention.png"] {
      let bench = try Workbench()
      try bench.writeModel()
      try FileManager.default.createDirectory(atPath: bench.path + "/out", withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: bench.path + "/out/" + name, withDestinationPath: "../model/model.safetensors")
      try expectRefusal(["report", "model", "--out", "out"], bench)
    }
  }

  @Test func aRunIsNotSavedOntoItsRecipe() throws {
    let bench = try Workbench()
    try bench.writeRecipe()
    #expect(try bench.analyze("train", "tiny.json", "--out", "run").exitCode == 0)
    try FileManager.default.removeItem(atPath: bench.path + "/run/model.safetensors")
    try FileManager.default.createSymbolicLink(
      atPath: bench.path + "/run/model.safetensors", withDestinationPath: "../tiny.json")
    let before = try bench.bytes("tiny.json")
    let outcome = try bench.analyze("train", "tiny.json", "--out", "run", "--resume")
    #expect(outcome.exitCode == 64)
    #expect(outcome.complaint.contains("would be lost"), "\(outcome.complaint)")
    #expect(try bench.bytes("tiny.json") == before)
    // The run's own recipe is no stranger.
    try FileManager.default.removeItem(atPath: bench.path + "/run/model.safetensors")
    #expect(try bench.analyze("train", "run/recipe.json", "--out", "run", "--resume").exitCode == 0)
  }

  @Test func otherFilesOfTheFolderMayBeWritten() throws {
    let bench = try Workbench()
    try bench.writeModel()
    #expect(try bench.analyze("dump", "model", "--out", "model/trace.h5", "--count", "16").exitCode == 0)
    #expect(try bench.analyze("dump", "model", "--out", "model/trace.h5", "--count", "16").exitCode == 0)
    #expect(try bench.analyze("convert", "model", "model.safetensors").exitCode == 0)
    #expect(try bench.analyze("convert", "model", "other").exitCode == 0)
  }
}
