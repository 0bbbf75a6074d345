import Addition
import Files
import Transformer

/// What a file of a tiny Qwen3 says of its model.
struct QwenRecognition {
  private let file: WeightFile
  private let layer = "model.layers.0."

  init(_ file: WeightFile) {
    self.file = file
  }

  func architecture() throws(FileError) -> Architecture {
    let (vocabulary, width) = try file.matrix("model.embed_tokens.weight")
    guard vocabulary == TokenFormat.qwen3.vocabularySize else {
      throw file.fail("its vocabulary of \(vocabulary) tokens is not the ten digits of tiny Qwen3 adders")
    }
    guard let head = file.shape(layer + "self_attn.q_norm.weight")?.first, head > 0 else {
      throw file.fail("tensor '\(layer)self_attn.q_norm.weight' is missing")
    }
    let queries = try file.matrix(layer + "self_attn.q_proj.weight").rows
    let keys = try file.matrix(layer + "self_attn.k_proj.weight").rows
    guard queries % head == 0, keys % head == 0, keys > 0 else {
      throw file.fail("its \(queries) query and \(keys) key features make no heads of \(head)")
    }
    // The published 122-parameter model comes without its configuration, and its rotary base is 3.
    var architecture = Architecture.qwen3(
      width: width, hidden: try file.matrix(layer + "mlp.up_proj.weight").rows, heads: queries / head,
      keyValueHeads: keys == queries ? nil : keys / head, headWidth: head,
      base: file.real("rope_theta", "rope_base") ?? 3)
    architecture.layers = try file.layers("model.layers.")
    architecture.norm.epsilon = file.real("rms_norm_eps", "norm_eps") ?? 1e-6
    if file.has("lm_head.weight"), !file.areEqual("lm_head.weight", "model.embed_tokens.weight") {
      architecture.unembedding = .own
    }
    return architecture
  }
}
