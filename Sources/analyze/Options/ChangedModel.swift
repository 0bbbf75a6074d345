import Transformer

/// A model as it runs in a command, with what is changed in it.
struct ChangedModel {
  let model: Model
  /// The changes as text, each short enough for a caption.
  let changes: [String]
  let interventions: [Intervention]
  let weightEdits: [WeightEdit]

  /// - Throws: `InterventionTextError`, `InterventionError`, `ValidationError` or `FileError` for changes that are none.
  init(_ model: Model, _ options: InterventionOptions) throws {
    interventions = try options.interventions(of: model.program)
    weightEdits = try options.weightEdits()
    let edited = weightEdits.isEmpty ? model : try model.setting(weightEdits)
    self.model = interventions.isEmpty ? edited : try edited.intervening(with: interventions)
    changes =
      weightEdits.map(\.text)
      + interventions.map { intervention in
        let text = intervention.text(in: model.program)
        return text.count <= 120 ? text : text.prefix(117) + "..."
      }
  }

  /// `, with a, b` for the end of a line; empty without changes.
  var suffix: String { changes.isEmpty ? "" : ", with " + changes.joined(separator: ", ") }
}
