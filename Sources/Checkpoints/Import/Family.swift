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

  /// The namings of the family's sources, with a tensor by which each is known. The first that fits is it.
  private var namings: [(naming: Naming, mark: String)] {
    switch self {
    case .dense:
      [
        (.gptAcc, "blocks.0.attn.qkv.weight"), (.gptAcc, "blocks.0.attn.qkv.A"), (.lowRank, "token_emb.weight"),
      ]
    case .split: [(.microAdder, "blocks.0.ln1.weight"), (.microAdderFlat, "fc1.weight"), (.spiral, "head_proj.weight")]
    case .qwen3: [(.qwen3, "model.embed_tokens.weight")]
    }
  }

  /// What the file's names, shapes and configuration say that the model is.
  ///
  /// - Parameter family: instead of the one that the tensors' names suggest.
  /// - Throws: `FileError` if the names are none that we know.
  static func architecture(of file: WeightFile, family: Family?) throws(FileError) -> Architecture {
    for candidate in allCases where family == nil || family == candidate {
      guard let last = candidate.namings.last, file.has(last.mark) || family != nil else { continue }
      let naming = candidate.namings.first { file.has($0.mark) }?.naming ?? last.naming
      return try Recognition(file, naming).architecture()
    }
    let known = allCases.compactMap(\.namings.last?.mark).joined(separator: ", ")
    throw file.fail(
      "its tensors are of no family that is known here: none is called \(known)",
      "rename them as published, or give a checkpoint of a known family")
  }
}
