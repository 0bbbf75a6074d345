import Transformer

/// A result for programs, and what was changed in the model; nothing more where nothing was.
struct ResultOfChanges<Value: Encodable>: Encodable {
  let value: Value
  let changed: ChangedModel

  private enum CodingKeys: CodingKey { case interventions, weightEdits }

  func encode(to encoder: any Encoder) throws {
    try value.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    if !changed.interventions.isEmpty { try container.encode(changed.interventions, forKey: .interventions) }
    if !changed.weightEdits.isEmpty { try container.encode(changed.weightEdits, forKey: .weightEdits) }
  }
}
