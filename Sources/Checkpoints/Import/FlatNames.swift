/// MicroAdder's later code has no blocks: `norm1.weight` for `blocks.0.ln1.weight`, `fc1.weight` for `blocks.0.ffn.fc1.weight`.
enum FlatNames {
  private static let modules = [
    "norm1": "blocks.0.ln1", "norm2": "blocks.0.ln2", "norm_f": "ln_f", "fc1": "blocks.0.ffn.fc1", "fc2": "blocks.0.ffn.fc2",
    "q_proj": "blocks.0.attn.q_proj", "k_proj": "blocks.0.attn.k_proj", "v_proj": "blocks.0.attn.v_proj",
    "out_proj": "blocks.0.attn.out_proj", "q_phase_angle": "blocks.0.attn.q_phase_angle",
  ]

  /// The tensors under the names with blocks; as they are if they have them, or are of another family.
  static func unfolded(_ archive: TensorArchive) -> TensorArchive {
    guard archive["head_proj.weight"] != nil, archive["norm1.weight"] != nil else { return archive }
    let renamed = archive.tensors.map { tensor in
      let module = tensor.name.prefix { $0 != "." }
      guard let full = modules[String(module)] else { return tensor }
      return tensor.renamed(full + tensor.name.dropFirst(module.count))
    }
    // A file with both names of one tensor is left as it is, to be refused for what it is.
    guard Set(renamed.map(\.name)).count == renamed.count else { return archive }
    return TensorArchive(renamed, metadata: archive.metadata)
  }
}
