extension Intervention {
  /// The text that `Program.interventions(parsing:)` reads as this intervention. An empty list of positions or features, which
  /// changes nothing, has no text of its own.
  public func text(in program: Program) -> String {
    let positions = PositionWords(program)
    let isAttention = program.hook(hook)?.isAttention == true
    var fields: [String] = []
    if let head { fields.append("head \(head)") }
    if let features { fields.append(NumberWords.text(features) { isAttention ? positions.word($0) : "\($0)" }) }
    if let places = self.positions {
      fields.insert(NumberWords.text(places, positions.word), at: 0)
    } else if !fields.isEmpty {
      fields.insert("*", at: 0)
    }
    return hook + (fields.isEmpty ? "" : "[\(fields.joined(separator: ", "))]") + "=\(operation.text)"
  }
}

extension Intervention.Operation {
  fileprivate var text: String {
    switch self {
    case .zero: "zero"
    case .donor: "donor"
    case .paths(let sources): "paths(\(sources.map(\.text).joined(separator: ", ")))"
    case .scale(let factor): "scale(\(factor))"
    case .add(let vector): "add(\(vector.map { "\($0)" }.joined(separator: ", ")))"
    case .values(let values):
      if let first = values.first, values.allSatisfy({ $0.bitPattern == first.bitPattern }) {
        "\(first)"
      } else {
        "values(\(values.map { "\($0)" }.joined(separator: ", ")))"
      }
    }
  }
}
