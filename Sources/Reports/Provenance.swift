import Checkpoints
import Figures
import Plotting

extension Checkpoint {
  /// The checkpoint as captions name it.
  public var subject: Subject { subject(changes: []) }

  /// The same with changes to what it computes, such as `blocks.0.hook_mlp_out=zero`.
  public func subject(changes: [String]) -> Subject {
    Subject(name: name, parameters: model.parameterCount, changes: changes)
  }

  /// What a figure of this checkpoint says about its origin: program and version, checkpoint, weights' SHA-256, and the command.
  /// There is no time in it: the same inputs give the same bytes.
  public func provenance(command: String? = nil) -> Metadata {
    var entries = [("Checkpoint", name), ("Weights-SHA256", weightsSHA256.hex)]
    if let command { entries.append(("Command", command)) }
    return Metadata(
      software: "CarryScope \(Version.current)", source: "\(name), weights' SHA-256 \(weightsSHA256.hex)",
      entries: entries.map { (keyword: $0.0, text: $0.1) })
  }
}
