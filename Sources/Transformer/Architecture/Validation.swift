import Addition

extension Architecture {
  /// Checks that the description makes sense and that its sizes are such as this engine is for.
  ///
  /// Architectures come from files: every size is bounded before anything is allocated by it.
  public func validate() throws(ArchitectureError) {
    try validateSizes()
    try require(
      naming.isSplit == residual.isSplit, "naming",
      residual.isSplit
        ? "a split residual stream has the names of microAdder or spiral"
        : "'\(naming)' names the tensors of a split residual stream")
    if residual.isSplit { try validateSplit() }
    try validateEmbeddings()
    try validateAttention()
    try validateTying()
  }

  private func validateSizes() throws(ArchitectureError) {
    try check("contextLength", contextLength, in: format.inputLength...512)
    try check("layers", layers, in: 1...16)
    try check("residual.token", residual.tokenWidth, in: 1...512)
    try check("residual.position", residual.positionWidth, in: 1...512)
    try check("attention.heads", attention.heads, in: 1...64)
    try check("attention.queryKeyWidth", attention.queryKeyWidth, in: 1...512)
    try check("attention.valueWidth", attention.valueWidth, in: 1...512)
    try check("attention.keyValueHeads", attention.keyValueHeads, in: 1...attention.heads)
    try check("attention.queryKeyValueRank", attention.queryKeyValueRank, in: 1...512)
    try check("attention.outputRank", attention.outputRank, in: 1...512)
    try check("mlp.hidden", mlp.hidden, in: 1...4096)
    try check("mlp.rank", mlp.rank, in: 1...512)
    try require(norm.epsilon >= 0 && norm.epsilon <= 1, "norm.epsilon", "\(norm.epsilon) is outside of 0...1")
    try require(
      attention.heads * max(attention.queryKeyWidth, attention.valueWidth) <= 4096, "attention.heads",
      "all heads together are wider than 4096")
  }

  // MARK: Embeddings

  private func validateEmbeddings() throws(ArchitectureError) {
    try require(
      positions.isForSplitStream == residual.isSplit, "positions",
      residual.isSplit
        ? "a split residual stream has its positions on 'places' or a 'spiral'"
        : "'places' and 'spiral' need a split residual stream; use 'table', 'factored', 'sinusoidal' or 'rotary'")
    switch positions {
    case .table: try require(naming != .qwen3, "positions", "Qwen3's names have no position table; use 'rotary'")
    case .factored(let rank):
      try check("positions.rank", rank, in: 1...512)
      try require(naming != .qwen3, "positions", "Qwen3's names have no position table; use 'rotary'")
    case .rotary(let base, _):
      try require(base.isFinite && base > 0 && base <= 1e12, "positions.base", "\(base) is not a number in 0...1e12")
      try require(
        attention.queryKeyWidth.isMultiple(of: 2), "attention.queryKeyWidth",
        "rotary positions turn pairs of features, and \(attention.queryKeyWidth) is odd; give a head an even width")
    case .spiral: try require(residual.positionWidth >= 3, "residual.position", "a spiral needs three position dims")
    case .sinusoidal, .places: break
    }
    if residual.isSplit {
      try require(
        format == .split10 || format == .split14, "format",
        "digit places are laid out for '\(TokenFormat.split10)' and '\(TokenFormat.split14)'")
      try require(contextLength == 34, "contextLength", "digit places make 34 positions, X0 to EOS")
    }
    if tokens != .table {
      try require(
        residual.isSplit && residual.tokenWidth == 2, "tokens", "an arc needs a split residual stream with two token dims")
    }
  }

  // MARK: Attention

  private func validateAttention() throws(ArchitectureError) {
    let heads = attention.heads
    if naming.fusesQueryKeyValue {
      let width = residual.width
      try require(
        heads * attention.queryKeyWidth == width && heads * attention.valueWidth == width, "attention",
        "heads times the width of a head must be the residual's \(width); make the width a multiple of the heads")
      try require(keyValueHeads == heads, "attention.keyValueHeads", "gptAcc's names have no grouped heads; use qwen3's")
    }
    try require(heads.isMultiple(of: keyValueHeads), "attention.keyValueHeads", "\(keyValueHeads) does not divide \(heads)")
    if keyValueHeads < heads {
      try require(
        !attention.queryKey.isTied && attention.queryKeyValueRank == nil && !attention.tiesValueToUnembedding,
        "attention.keyValueHeads", "grouped heads need full key and value projections of their own")
    }
    try require(
      residual.isSplit || !attention.queryKey.isRotated, "attention.queryKey",
      "queries turned by a learned angle need a split residual stream")
    try require(
      !residual.isSplit || attention.queryKeyValueRank == nil, "attention.queryKeyValueRank",
      "a split residual stream has full query, key and value projections")
  }

  private func validateTying() throws(ArchitectureError) {
    if attention.tiesValueToKey {
      try require(
        !residual.isSplit && attention.queryKeyWidth == attention.valueWidth, "attention.tiesValueToKey",
        "values and keys need a summed residual stream and heads of one width to be the same")
    }
    if let shared = attention.sharedFactor {
      try require(
        attention.queryKeyValueRank != nil, "attention.sharedFactor", "there are no factors without a queryKeyValueRank")
      try require(
        !(attention.queryKey.isTied && attention.tiesValueToKey), "attention.sharedFactor",
        "queries, keys and values that are all one have nothing left to share")
      try require(
        shared == .first || attention.queryKeyWidth == attention.valueWidth, "attention.sharedFactor",
        "a second factor in common needs queries, keys and values of one width")
    }
    try require(
      (unembedding == .projected) == residual.isSplit, "unembedding",
      residual.isSplit ? "a split residual stream is 'projected'" : "a projection needs a split residual stream")
    try require(
      residual.isSplit || !(attention.tiesValueToUnembedding || mlp.tiesDownToUnembedding), "unembedding",
      "a projection shared with the unembedding needs a split residual stream")
  }

  private func validateSplit() throws(ArchitectureError) {
    try require(layers == 1, "layers", "a split residual stream has one block")
    try require(
      !attention.tiesValueToUnembedding || attention.heads * attention.valueWidth == residual.width,
      "attention.valueWidth", "values tied to the unembedding are as wide as the residual stream, \(residual.width)")
    try require(
      !mlp.tiesDownToUnembedding || mlp.hidden == residual.tokenWidth, "mlp.hidden",
      "an MLP tied to the unembedding has as many hidden units as there are token dims, \(residual.tokenWidth)")
  }

  // MARK: Checks

  private func check(_ field: String, _ value: Int?, in range: ClosedRange<Int>) throws(ArchitectureError) {
    guard let value, !range.contains(value) else { return }
    throw ArchitectureError(field: field, problem: "\(value) is outside of \(range.lowerBound)...\(range.upperBound)")
  }

  private func require(_ condition: Bool, _ field: String, _ problem: @autoclosure () -> String) throws(ArchitectureError) {
    guard condition else { throw ArchitectureError(field: field, problem: problem()) }
  }
}
