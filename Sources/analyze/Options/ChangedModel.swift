import Transformer

/// A model as it runs in a command, with what is changed in it.
struct ChangedModel {
  let model: Model
  /// The changes as text, each short enough for a caption.
  let changes: [String]
  let interventions: [Intervention]

  /// - Throws: `InterventionTextError`, `InterventionError`, `ValidationError` or `FileError` for changes that are none.
  init(_ model: Model, _ options: InterventionOptions) throws {
    interventions = try options.interventions(of: model.program)
    let edits = try options.weightEdits()
    let edited = edits.isEmpty ? model : try model.setting(edits)
    self.model = interventions.isEmpty ? edited : try edited.intervening(with: interventions)
    changes =
      edits.map(\.text)
      + interventions.map { intervention in
        let text = intervention.text(in: model.program)
        return text.count <= 120 ? text : text.prefix(117) + "..."
      }
  }

  /// `, with a, b` for the end of a line; empty without changes.
  var suffix: String { changes.isEmpty ? "" : ", with " + changes.joined(separator: ", ") }
}
