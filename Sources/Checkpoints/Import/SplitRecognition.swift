import Addition
import Files
import Transformer

/// What a file of the split family says of its model.
struct SplitRecognition {
  private let file: WeightFile
  private let naming: Naming
  /// Before the names of a block's parts.
  private let block: String

  init(_ file: WeightFile) {
    self.file = file
    naming = file.has("blocks.0.ln1.weight") ? .microAdder : .spiral
    block = naming == .microAdder ? "blocks.0." : ""
  }

  func architecture() throws(FileError) -> Architecture {
    let (token, width) = try file.matrix("head_proj.weight")
    guard width > token else { throw file.fail("its residual stream of \(width) leaves no room beside \(token) token dims") }
    let vocabulary = file.shape("tok_emb.weight")?.first ?? file.integer("vocab_size") ?? 10
    guard let format = [TokenFormat.split10, .split14].first(where: { $0.vocabularySize == vocabulary }) else {
      throw file.fail("its vocabulary of \(vocabulary) tokens is none that split models use (10 or 14)")
    }
    let layers = naming == .microAdder ? try file.layers("blocks.") : 1
    return Architecture(
      format: format, contextLength: file.integer("max_seq_len") ?? 34, residual: .split(token: token, position: width - token),
      tokens: tokens, positions: positions, layers: layers,
      attention: try attention(width: width, token: token), mlp: try mlp(), norm: norm, unembedding: .projected, naming: naming)
  }

  private var tokens: TokenEmbedding {
    if file.has("tok_emb.weight") { return .table }
    let isTied = file.configuration["tie_tok_arc_ab"]?.boolean ?? file.areEqual("tok_arc_A", "tok_arc_B")
    return !file.has("tok_arc_B") || isTied ? .arc : .ellipse
  }

  private var positions: PositionEmbedding {
    let special: SpecialPositions =
      if file.has("special_pos") || file.has("special_enc") {
        .all
      } else if file.has("special_pos_learned") {
        .plusEquals
      } else if file.has("special_pos_equals") {
        .equals
      } else {
        .none
      }
    if file.has("digit_enc") { return .places(special: special) }
    let correction: Spiral.Correction =
      file.has("pos_correction") ? .full : file.has("pos_corr_slope") ? .linear : .none
    return .spiral(Spiral(trained: trainedCoefficients, correction: correction), special: special)
  }

  /// The configuration may name the frozen ones. Otherwise coefficients that all have their published values count as frozen.
  private var trainedCoefficients: [Spiral.Coefficient] {
    if let frozen = file.text("freeze_spiral") {
      let names = frozen.split(separator: ",").map(String.init)
      return Spiral.Coefficient.allCases.filter { !names.contains($0.rawValue) }
    }
    let published: [(Spiral.Coefficient, Float)] = [(.amp, 3.5), (.phase, 0), (.slope, 0.15), (.offset, 0)]
    let areFrozen = published.allSatisfy { file.tensors["spiral_\($0.0.rawValue)"]?.floats() == [$0.1] }
    return areFrozen ? [] : Spiral.Coefficient.allCases
  }

  private func attention(width: Int, token: Int) throws(FileError) -> Attention {
    let prefix = naming == .microAdder ? "blocks.0.attn." : ""
    let phase = file.shape(prefix + "q_phase_angle")
    // A bare state dict does not say how many heads there are: the angles do, and the published model without any has two.
    let heads = file.integer("n_heads", "n_head") ?? phase?.first ?? (naming == .spiral ? 2 : 1)
    let queries = try file.matrix(prefix + "q_proj.weight").rows
    let values = file.shape(prefix + "v_proj.weight")?.first ?? width
    guard heads > 0, queries % heads == 0, values % heads == 0 else {
      throw file.fail("its \(queries) query features cannot be shared by \(heads) heads")
    }
    let isTied = !file.has(prefix + "k_proj.weight")
    let queryKey: Attention.QueryKey =
      switch (isTied, phase != nil) {
      case (true, true): .rotated
      case (true, false): .tied
      case (false, true): .separateRotated
      case (false, false): .separate
      }
    return Attention(
      heads: heads, queryKeyWidth: queries / heads, valueWidth: values / heads, queryKey: queryKey,
      tiesValueToUnembedding: !file.has(prefix + "v_proj.weight"), outputRank: file.shape(prefix + "out_proj.A")?.last)
  }

  private func mlp() throws(FileError) -> MLP {
    let (up, down) = naming == .microAdder ? (block + "ffn.fc1.", block + "ffn.fc2.") : ("ffn.0.", "ffn.2.")
    return MLP(
      hidden: try file.matrix(up + "weight").rows, activation: .gelu, hasBias: file.has(up + "bias"),
      tiesDownToUnembedding: !file.has(down + "weight"))
  }

  private var norm: Norm {
    let (first, others) = (block + "ln1.weight", [block + "ln2.weight", "ln_f.weight"])
    let isShared =
      file.text("norm_mode").map { $0 == "shared" } ?? others.allSatisfy { !file.has($0) || file.areEqual($0, first) }
    return Norm(
      kind: file.has(block + "ln1.bias") ? .layer : .rms, epsilon: file.real("norm_eps", "eps") ?? 1e-5, isShared: isShared)
  }
}
