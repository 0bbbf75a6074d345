import Addition
import Checkpoints
import Foundation
import ReferenceModels
import Testing
import Transformer

/// What `edited_runs.py` computes.
struct EditedRuns {
  /// A component's write, for one reader alone.
  struct Path: Encodable {
    var writer: String
    var head: Int?
    var reader: String
    var with: String
  }

  private struct Task: Encodable {
    let tokens, donors: [[Int]]
    let edits: [Intervention]
    let paths: [Path]
    let contrasts: [[[Int]]]
  }

  private let archive: TensorArchive

  init(_ model: Model, _ pairs: ProblemPairs, _ edits: [Intervention], _ paths: [Path]) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "edited-runs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let format = model.architecture.format
    let contrasts = pairs.map { pair in
      let (clean, corrupted) = (pair.clean.sumDigits, pair.corrupted.sumDigits)
      return (0..<format.answerLength).filter { clean[$0] != corrupted[$0] }.map {
        [format.query(answerDigit: $0), Int(clean[$0]), Int(corrupted[$0])]
      }
    }
    let task = Task(
      tokens: pairs.map { format.input(of: $0.clean).map(Int.init) },
      donors: pairs.map { format.input(of: $0.corrupted).map(Int.init) }, edits: edits, paths: paths, contrasts: contrasts)
    try JSONEncoder().encode(task).write(to: folder.appending(path: "task.json"))
    let (file, out) = (folder.path + "/model.safetensors", folder.path + "/out.safetensors")
    try Checkpoint(name: "model", model: model).write(to: file)
    try Python.run(script: "edited_runs.py", file, folder.path + "/task.json", out)
    archive = try SafeTensors.read(out, allowingNonFinite: true)
  }

  func values(_ name: String) throws -> [Double] { try #require(archive[name]).doubles() }
}
