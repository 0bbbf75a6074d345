/// Why a description is no model.
public struct ArchitectureError: Error, CustomStringConvertible, Hashable {
  /// The field at fault, as in the JSON.
  public let field: String
  /// What is wrong with it, and what would do.
  public let problem: String

  public init(field: String, problem: String) {
    self.field = field
    self.problem = problem
  }

  public var description: String { "architecture field '\(field)': \(problem)" }
}

extension Architecture {
  /// Checks that the description makes sense and that its sizes are such as this engine is for.
  ///
  /// Architectures come from files: every size is bounded before anything is allocated by it.
  public func validate() throws(ArchitectureError) {
    try check("contextLength", contextLength, in: format.inputLength...512)
    try check("layers", layers, in: 1...16)
    try check("residual.token", residual.tokenWidth, in: 1...512)
    try check("residual.position", residual.positionWidth, in: 1...512)
    try check("attention.heads", attention.heads, in: 1...64)
    try check("attention.queryKeyWidth", attention.queryKeyWidth, in: 1...512)
    try check("attention.valueWidth", attention.valueWidth, in: 1...512)
    if let rank = attention.outputRank { try check("attention.outputRank", rank, in: 1...512) }
    try check("mlp.hidden", mlp.hidden, in: 1...4096)
    guard norm.epsilon >= 0, norm.epsilon <= 1 else {
      throw ArchitectureError(field: "norm.epsilon", problem: "\(norm.epsilon) is outside of 0...1")
    }
    switch residual {
    case .sum(let width):
      try validateSum(width: width)
    case .split:
      try validateSplit()
    }
  }

  private func validateSum(width: Int) throws(ArchitectureError) {
    guard attention.heads * attention.queryKeyWidth == width, attention.heads * attention.valueWidth == width else {
      throw ArchitectureError(
        field: "attention",
        problem: "heads times the width of a head must be the residual's \(width); make the width a multiple of the heads")
    }
    try require(tokens == .table, "tokens", "a summed residual stream has a token table; use 'table'")
    try require(positions == .table, "positions", "a summed residual stream has a position table; use 'table'")
    try require(attention.queryKey == .separate, "attention.queryKey", "rotated queries need a split residual stream")
    try require(
      !attention.tiesValueToUnembedding && !mlp.tiesDownToUnembedding && unembedding != .projected, "unembedding",
      "a projection shared with the unembedding needs a split residual stream")
    try require(attention.outputRank == nil, "attention.outputRank", "a summed residual stream has a full output projection")
    try require(!norm.isShared, "norm.isShared", "a summed residual stream has a weight for every norm")
  }

  private func validateSplit() throws(ArchitectureError) {
    try require(layers == 1, "layers", "a split residual stream has one block")
    try require(unembedding == .projected, "unembedding", "a split residual stream is projected to the token dims")
    try require(norm.kind == .rms && norm.isFinal, "norm", "a split residual stream has RMS norms, the last one included")
    try require(attention.queryKey == .rotated, "attention.queryKey", "a split residual stream has rotated queries")
    try require(
      !attention.tiesValueToUnembedding || attention.heads * attention.valueWidth == residual.width,
      "attention.valueWidth", "values tied to the unembedding are as wide as the residual stream, \(residual.width)")
    try require(
      !mlp.tiesDownToUnembedding || mlp.hidden == residual.tokenWidth, "mlp.hidden",
      "an MLP tied to the unembedding has as many hidden units as there are token dims, \(residual.tokenWidth)")
    if case .spiral = positions {
      try require(residual.positionWidth >= 3, "residual.position", "a spiral needs three position dims")
      try require(contextLength == 34, "contextLength", "the spiral places 34 positions, X0 to EOS")
    }
    if tokens == .arc {
      try require(residual.tokenWidth == 2, "residual.token", "an arc has two dims")
    }
  }

  private func check(_ field: String, _ value: Int, in range: ClosedRange<Int>) throws(ArchitectureError) {
    guard range.contains(value) else {
      throw ArchitectureError(field: field, problem: "\(value) is outside of \(range.lowerBound)...\(range.upperBound)")
    }
  }

  private func require(_ condition: Bool, _ field: String, _ problem: String) throws(ArchitectureError) {
    guard condition else { throw ArchitectureError(field: field, problem: problem) }
  }
}
