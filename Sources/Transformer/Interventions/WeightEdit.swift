/// A change to a model's weights: what a tensor, a row or a number of it becomes.
///
///     WeightEdit("blocks.0.ln1.bias", value: 0)
///     try WeightEdit(parsing: "token_emb.weight[11]=0")
public struct WeightEdit: Codable, Hashable, Sendable {
  /// The tensor's name, as `Program.parameters` has it.
  public var tensor: String
  /// Which part: an index for each of the leading dimensions; empty for all of it.
  public var indices: [Int]
  /// What every number of the part becomes.
  public var value: Float

  /// A change to a tensor, or part of it.
  public init(_ tensor: String, _ indices: [Int] = [], value: Float) {
    (self.tensor, self.indices, self.value) = (tensor, indices, value)
  }

  /// Reads `TENSOR=VALUE` or `TENSOR[index, ...]=VALUE`.
  /// - Throws: `InterventionError`, which says what is missing.
  public init(parsing text: String) throws(InterventionError) {
    func fail(_ problem: String) -> InterventionError { InterventionError(intervention: "set '\(text)'", problem: problem) }
    let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { $0.trimming(" ") }
    guard sides.count == 2 else { throw fail("write TENSOR=VALUE, such as blocks.0.ln1.bias=0") }
    guard let value = Float(sides[1]), value.isFinite else { throw fail("'\(sides[1])' is not a finite number") }
    let parts = sides[0].split(separator: "[", maxSplits: 1, omittingEmptySubsequences: false)
    var indices: [Int] = []
    if parts.count == 2 {
      guard parts[1].last == "]" else { throw fail("'[' is not closed by ']'") }
      for word in parts[1].dropLast().split(separator: ",", omittingEmptySubsequences: false) {
        guard let index = Int(word.trimming(" ")) else { throw fail("'\(word.trimming(" "))' is no index") }
        indices.append(index)
      }
    }
    self.init(parts[0].trimming(" "), indices, value: value)
  }

  /// The text that is read as this edit.
  public var text: String {
    tensor + (indices.isEmpty ? "" : "[\(indices.map { "\($0)" }.joined(separator: ", "))]") + "=\(value)"
  }
}

extension Model {
  /// The same program with other weights.
  ///
  /// - Throws: `InterventionError` for a tensor that the model does not have, or a part that the tensor does not have.
  public func setting(_ edits: [WeightEdit]) throws(InterventionError) -> Model {
    var values = weights
    for edit in edits {
      func fail(_ problem: String) -> InterventionError {
        InterventionError(intervention: "set '\(edit.text)'", problem: problem)
      }
      guard let parameter = program.parameters[edit.tensor] else { throw fail("the model has no tensor '\(edit.tensor)'") }
      guard edit.indices.count <= parameter.shape.count else {
        throw fail("\(edit.tensor) has \(parameter.shape.count) dimension\(parameter.shape.count == 1 ? "" : "s")")
      }
      var range = parameter.range
      for (index, size) in zip(edit.indices, parameter.shape) {
        guard (0..<size).contains(index) else { throw fail("indices of \(edit.tensor) go to \(size - 1) here, not \(index)") }
        let part = range.count / size
        range = range.lowerBound + index * part..<range.lowerBound + (index + 1) * part
      }
      for place in range { values[place] = edit.value }
    }
    return Model(program, checked: values)
  }
}

extension Substring {
  fileprivate func trimming(_ letter: Character) -> String {
    String(trimmingPrefix { $0 == letter }.reversed().drop { $0 == letter }.reversed())
  }
}

extension String {
  fileprivate func trimming(_ letter: Character) -> String { self[...].trimming(letter) }
}
