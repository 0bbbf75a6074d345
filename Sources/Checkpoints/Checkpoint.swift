import Digests
import Files
import Foundation
import Transformer

/// A model on disk: its weights under their published names, and its architecture in the file's metadata.
///
/// On disk a checkpoint is a folder with `model.safetensors` in it, or that file alone. Tied tensors are stored once.
public struct Checkpoint: Sendable {
  /// The file's name in a checkpoint's folder.
  public static let fileName = "model.safetensors"
  /// The version of the metadata that this code writes.
  public static let formatVersion = "1"

  /// What the model is called: the folder's name, or the file's without its extension.
  public let name: String
  /// The weights and the program they belong to.
  public var model: Model
  /// Further strings of the file, such as the recipe's name, the seed and the step.
  public let notes: [String: String]

  /// A checkpoint to be written.
  public init(name: String, model: Model, notes: [String: String] = [:]) {
    self.name = name
    self.model = model
    self.notes = notes
  }

  /// The SHA-256 of all weights: float32, little endian, in the order of the parameter table.
  public var weightsSHA256: SHA256Digest {
    let bytes = model.weights.flatMap { weight in
      withUnsafeBytes(of: weight.bitPattern.littleEndian) { Array($0) }
    }
    return SHA256.digest(of: bytes)
  }
}

extension Architecture {
  /// The description as compact JSON with sorted keys: the same architecture gives the same text.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Encoding strings, finite numbers and flags cannot fail once `validate` has passed.
    guard let data = try? encoder.encode(self) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }
}
