import Addition

extension Architecture {
  /// Checks that the description makes sense and that its sizes are such as this engine is for.
  ///
  /// Architectures come from files: every size is bounded before anything is allocated by it.
  public func validate() throws(ArchitectureError) {
    try validateSizes()
    try validateStream()
    try validateAttention()
    try validateWeights()
  }

  private func validateSizes() throws(ArchitectureError) {
    try check("contextLength", contextLength, in: format.inputLength...512)
    try check("layers", layers, in: 1...16)
    try check("residual.token", residual.isSplit ? residual.tokenWidth : 1, in: 1...512)
    try check("residual.position", residual.isSplit ? residual.positionWidth : 1, in: 1...512)
    try check("residual.width", residual.width, in: 1...1024)
    try check("attention.heads", attention.heads, in: 1...64)
    try check("attention.queryKeyWidth", attention.queryKeyWidth, in: 1...512)
    try check("attention.valueWidth", attention.valueWidth, in: 1...512)
    try check("attention.keyValueHeads", keyValueHeads, in: 1...attention.heads)
    try check("mlp.hidden", mlp.hidden, in: 1...4096)
    try require(norm.epsilon >= 0 && norm.epsilon <= 1, "norm.epsilon", "\(norm.epsilon) is outside of 0...1")
    try require(
      attention.heads * max(attention.queryKeyWidth, attention.valueWidth) <= 4096, "attention.heads",
      "all heads together are wider than 4096")
    for layer in weights.layers { try check("weights", layer, in: 0...(layers - 1)) }
  }

  private func validateStream() throws(ArchitectureError) {
    guard residual.isSplit else { return }
    try require(
      has(.positions), "residual",
      "a split stream keeps positions beside tokens, and rotary positions alone are none; give 'weights.positions', or one width")
    try require(
      format == .split10 || format == .split14, "format",
      "digit places are laid out for '\(TokenFormat.split10)' and '\(TokenFormat.split14)'")
  }

  private func validateAttention() throws(ArchitectureError) {
    try require(
      attention.heads.isMultiple(of: keyValueHeads), "attention.keyValueHeads",
      "\(keyValueHeads) does not divide \(attention.heads)")
    for place in reads.keys.map(\.rawValue).sorted() where !["query", "key", "value"].contains(place) {
      throw ArchitectureError(field: "reads.\(place)", problem: "only query, key and value can read a part of the stream")
    }
    guard let rotary = attention.rotary else { return }
    try require(
      rotary.base.isFinite && rotary.base > 0 && rotary.base <= 1e12, "attention.rotary.base",
      "\(rotary.base) is not a number in 0...1e12")
    if let period = rotary.period {
      try require(
        period.isFinite && period > 0 && period <= 1e6, "attention.rotary.period", "\(period) is not a number in 0...1e6")
    }
    try require(
      attention.queryKeyWidth.isMultiple(of: 2), "attention.queryKeyWidth",
      "rotary positions turn pairs of features, and \(attention.queryKeyWidth) is odd; give a head an even width")
  }

  // MARK: Checks

  private func check(_ field: String, _ value: Int, in range: ClosedRange<Int>) throws(ArchitectureError) {
    guard !range.contains(value) else { return }
    throw ArchitectureError(field: field, problem: "\(value) is outside of \(range.lowerBound)...\(range.upperBound)")
  }

  private func require(_ condition: Bool, _ field: String, _ problem: @autoclosure () -> String) throws(ArchitectureError) {
    guard condition else { throw ArchitectureError(field: field, problem: problem()) }
  }
}
