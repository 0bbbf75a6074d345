import Checkpoints
import Foundation
import ReferenceModels
import Testing
import Transformer

/// Files of the tied Qwen line without our metadata: names and shapes say what is tied to what.
///
/// But for 49, whose absent output of the MLP could be either of its two inputs; and from 28 on, where zeros and constants are in no
/// tensor. For these there is a configuration.
@Suite struct TiedImportTests {
  @Test(arguments: TiedModel.all.filter { $0.count >= 36 && $0.count != 49 })
  func isRecognised(model: TiedModel) throws {
    let program = try Program(model.architecture)
    let weights = try model.weights(for: program.parameters).map { Float($0) }
    let original = Checkpoint(name: model.description, model: try Model(program, weights: weights))
    let file = FileManager.default.temporaryDirectory.path + "/tied-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try SafeTensors.write(TensorArchive(original.archive(repeatingTies: true).tensors), to: file)
    let read = try Checkpoint.read(file)
    #expect(read.model.architecture == original.model.architecture)
    #expect(read.model.weights == original.model.weights)
    #expect(read.model.parameterCount == model.count)
  }
}
