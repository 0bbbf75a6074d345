import Checkpoints
import Foundation
import Hardening
import ReferenceModels
import Training
import Transformer

/// A folder that is there for one test.
struct Scratch: ~Copyable {
  let path = FileManager.default.temporaryDirectory.path + "/hardening-tests-\(UUID().uuidString)"

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path + "/" + name))) }
  var contents: [String] { get throws { try FileManager.default.subpathsOfDirectory(atPath: path).sorted() } }
}

/// Shipped models, and what is wrong in them by a factor of a weight.
enum Broken {
  static func checkpoint(_ name: String, _ factor: Float) throws -> Checkpoint {
    let model = try Checkpoint.read("\(ShippedModel.folder)/\(name)").model
    var weights = model.weights
    weights[0] *= factor
    return Checkpoint(name: name, model: try Model(model.program, weights: weights))
  }

  /// The shipped model's own recipe, in short rounds.
  static func plan(_ name: String, steps: Int = 500) throws -> HardeningPlan {
    HardeningPlan(recipe: try Recipe.read("\(ShippedModel.folder)/\(name)/recipe.json"), steps: steps)
  }
}
