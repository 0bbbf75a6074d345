import Transformer

/// A result for programs, and what was changed in the model; nothing more where nothing was.
struct ResultOfChanges<Value: Encodable>: Encodable {
  let value: Value
  let interventions: [Intervention]

  private enum CodingKeys: CodingKey { case interventions }

  func encode(to encoder: any Encoder) throws {
    try value.encode(to: encoder)
    guard !interventions.isEmpty else { return }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(interventions, forKey: .interventions)
  }
}
