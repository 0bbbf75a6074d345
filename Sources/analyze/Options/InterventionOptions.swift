import Arguments
import Files
import Foundation
import Transformer

/// What is changed in the model: `@OptionGroup var changes: InterventionOptions`.
struct InterventionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Change what the model computes: HOOK[positions, head H, features]=zero, or =scale(X), =add(X, ...), =X; or a .json file of changes. \
      May be given several times.
      """, valueName: "CHANGE"))
  var intervene = WholeWords()

  /// The largest file of changes, with room for the values of many hooks.
  private static let largestFile = 64 << 20

  /// The changes of one model, in the order given.
  func interventions(of program: Program) throws -> [Intervention] {
    try intervene.items.flatMap { word in
      let changes = word.hasSuffix(".json") ? try Self.read(word, for: program) : try program.interventions(parsing: word)
      for change in changes where change.operation.needsDonor {
        throw ValidationError("--intervene \(word): there is no other problem here to lend its activation; use zero or scale(X)")
      }
      return changes
    }
  }

  /// The files that are read.
  var files: [String] { intervene.items.filter { $0.hasSuffix(".json") } }

  /// The options as words of a command that changes the same.
  var words: [String] { intervene.items.flatMap { ["--intervene", $0] } }

  /// The changes of a file, which fit the model.
  private static func read(_ path: String, for program: Program) throws -> [Intervention] {
    let bytes = try InputFile.read(path, upTo: largestFile)
    do {
      let changes = try JSONDecoder().decode(InterventionList.self, from: Data(bytes)).interventions
      _ = try program.intervening(with: changes)
      return changes
    } catch {
      let outcome = CommandOutcome(of: error, command: "")
      throw FileError.damaged(
        path, "these are no changes of this model: \(outcome.complaint.drop { ": ".contains($0) })",
        remedy: "mend the file, or make one anew")
    }
  }
}
