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

  /// The sources' namings, each with a tensor by which it is known. The first that fits is it.
  private static let namings: [(family: Family, naming: Naming, mark: String)] = [
    (.dense, .gptAcc, "blocks.0.attn.qkv.weight"), (.dense, .gptAcc, "blocks.0.attn.qkv.A"),
    (.dense, .lowRank, "token_emb.weight"),
    (.split, .microAdder, "blocks.0.ffn.fc1.weight"), (.split, .microAdderFlat, "fc1.weight"),
    (.split, .spiral, "head_proj.weight"),
    (.qwen3, .qwen3, "model.layers.0.self_attn.q_proj.weight"),
  ]

  /// What the file's names, shapes and configuration say that the model is.
  ///
  /// - Parameter family: instead of the one that the tensors' names suggest.
  /// - Throws: `FileError` if the names are none that we know.
  static func architecture(of file: WeightFile, family: Family?) throws(FileError) -> Architecture {
    let candidates = namings.filter { family == nil || $0.family == family }
    guard let found = candidates.first(where: { file.has($0.mark) }) ?? (family == nil ? nil : candidates.last) else {
      throw file.fail(
        "its tensors are of no family that is known here: none is called \(namings.map(\.mark).joined(separator: ", "))",
        "rename them as published, or give a checkpoint of a known family")
    }
    return try Recognition(file: file, naming: found.naming).architecture()
  }
}
