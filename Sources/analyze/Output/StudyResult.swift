import Checkpoints
import Digests
import Reports

/// A study for programs, with what it is of: the model, what was changed in it, and the version that made it.
struct StudyResult<Study: Encodable>: Encodable {
  let study: Study
  let checkpoint: Checkpoint
  let changed: ChangedModel?

  /// - Parameter changed: nil for a study that changes nothing.
  init(_ study: Study, of checkpoint: Checkpoint, _ changed: ChangedModel? = nil) {
    (self.study, self.checkpoint, self.changed) = (study, checkpoint, changed)
  }

  private struct Subject: Encodable {
    let name: String
    let parameters: Int
    let weightsSHA256: String
  }

  private enum CodingKeys: CodingKey { case model, version }

  func encode(to encoder: any Encoder) throws {
    if let changed {
      try ResultOfChanges(value: study, changed: changed).encode(to: encoder)
    } else {
      try study.encode(to: encoder)
    }
    var container = encoder.container(keyedBy: CodingKeys.self)
    let subject = Subject(
      name: checkpoint.name, parameters: checkpoint.model.parameterCount, weightsSHA256: checkpoint.weightsSHA256.hex)
    try container.encode(subject, forKey: .model)
    try container.encode(Version.current, forKey: .version)
  }
}
