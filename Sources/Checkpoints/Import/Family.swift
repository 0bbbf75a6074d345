import Files
import Transformer

/// The published families of models, told apart by the names of their tensors.
public enum Family: String, Sendable, CaseIterable {
  /// gpt-acc-jax's relatives: token and position vectors are added. `token_emb.weight`, `blocks.0.attn.qkv...`
  case dense
  /// MicroAdder and the model it started from: token and position dims are kept apart. `head_proj.weight`, ...
  case split
  /// Tiny Qwen3: rotary positions, SwiGLU. `model.embed_tokens.weight`, ...
  case qwen3

  /// The tensor that gives the family away.
  var signature: String {
    switch self {
    case .dense: "token_emb.weight"
    case .split: "head_proj.weight"
    case .qwen3: "model.embed_tokens.weight"
    }
  }

  /// The family of a file.
  ///
  /// - Throws: `FileError` if the names are none that we know.
  static func of(_ file: WeightFile) throws(FileError) -> Family {
    guard let family = allCases.first(where: { file.has($0.signature) }) else {
      let known = allCases.map(\.signature).joined(separator: ", ")
      throw file.fail(
        "its tensors are of no family that is known here: none is called \(known)",
        "rename them as published, or give a checkpoint of a known family")
    }
    return family
  }

  /// What the file's names, shapes and configuration say that the model is.
  func architecture(of file: WeightFile) throws(FileError) -> Architecture {
    switch self {
    case .dense: try DenseRecognition(file).architecture()
    case .split: try SplitRecognition(file).architecture()
    case .qwen3: try QwenRecognition(file).architecture()
    }
  }
}
