import Addition
import Checkpoints
import Foundation
import Transformer

extension TraceRecording {
  /// The model as it is run.
  /// - Throws: `TraceError.description`.
  func model(of checkpoint: Checkpoint) throws(TraceError) -> Model {
    let program = checkpoint.model.program
    if program.isIntervened {
      throw .description("the model has interventions of its own; hand them to the recording, so that the trace tells them")
    }
    if let positions {
      guard !positions.isEmpty, positions.allSatisfy((0..<program.positions).contains), positions == Set(positions).sorted()
      else { throw .description("positions are ascending numbers from 0 to \(program.positions - 1), at least one") }
    }
    guard !interventions.isEmpty else { return checkpoint.model }
    guard !gradients else { throw .description("there are no gradients under interventions; leave one of the two out") }
    for intervention in interventions where intervention.operation == .donor {
      throw .description("'\(intervention)' needs a donor, and a recording has none")
    }
    do { return try checkpoint.model.intervening(with: interventions) } catch {
      throw .description(error.description)
    }
  }

  /// Where the trace comes from.
  func provenance(
    of checkpoint: Checkpoint, _ problems: ProblemSuite, _ origin: TraceRecorder.Origin
  ) -> TraceProvenance {
    TraceProvenance(
      model: checkpoint.name, architecture: checkpoint.model.architecture.json,
      weightsSHA256: checkpoint.weightsSHA256.description, recipe: checkpoint.notes["recipe"],
      step: checkpoint.notes["step"], interventions: interventions.isEmpty ? nil : interventionsJSON,
      problemSource: origin.problemSource ?? problems.source.description, suite: problems.name, seed: origin.seed,
      pass: pass.rawValue, commandLine: origin.commandLine, version: origin.version)
  }

  private var interventionsJSON: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Fails for a factor that is no number, which the words still tell.
    guard let data = try? encoder.encode(interventions) else { return interventions.map(\.description).joined(separator: "; ") }
    return String(decoding: data, as: UTF8.self)
  }
}
