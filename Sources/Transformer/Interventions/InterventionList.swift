/// Interventions as a file has them: one JSON object, or a list of them. Unlike `Intervention` by itself, it refuses fields that
/// it does not know: a misspelt one would change more than was meant.
public struct InterventionList: Decodable, Sendable {
  /// The interventions in order.
  public let interventions: [Intervention]

  /// Decodes an object or a list.
  /// - Throws: `DecodingError`, also for an unknown field.
  public init(from decoder: any Decoder) throws {
    if var list = try? decoder.unkeyedContainer() {
      var interventions: [Intervention] = []
      while !list.isAtEnd { interventions.append(try list.decode(StrictIntervention.self).intervention) }
      self.interventions = interventions
    } else {
      interventions = [try StrictIntervention(from: decoder).intervention]
    }
  }
}

/// An intervention without unknown fields.
private struct StrictIntervention: Decodable {
  let intervention: Intervention
  private static let fields = ["hook", "head", "positions", "features", "operation"]

  private struct Field: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Field.self)
    for field in container.allKeys where !Self.fields.contains(field.stringValue) {
      throw DecodingError.dataCorruptedError(
        forKey: field, in: container,
        debugDescription: "an intervention has no such field; it has \(Self.fields.joined(separator: ", "))")
    }
    intervention = try Intervention(from: decoder)
  }
}
