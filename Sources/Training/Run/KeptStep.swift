import Checkpoints
import Files
import Foundation

/// The weights that a run keeps as it goes: a checkpoint of each N-th validation, in the folder `steps` of the run's, named by its step.
///
/// They are written before the run's state, each as a whole. A run that is taken up writes those again that its state does not know
/// of, to the same bits.
public struct KeptStep: Hashable, Sendable {
  /// The folder's name.
  public static let folderName = "steps"
  /// A run keeps no more.
  public static let most = 2_000

  /// Steps taken.
  public let step: Int
  /// The checkpoint's path.
  public let path: String

  /// Those of a run, in order of their steps; none if it keeps none.
  public static func all(in folder: RunFolder) -> [KeptStep] {
    let steps = Folder.path(of: folderName, in: folder.path)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: steps)) ?? []
    return names.compactMap { name in
      guard name.hasPrefix(prefix), name.hasSuffix(ending), let step = Int(name.dropFirst(prefix.count).dropLast(ending.count)),
        Self.name(of: step) == name
      else { return nil }
      return KeptStep(step: step, path: Folder.path(of: name, in: steps))
    }.sorted { $0.step < $1.step }
  }

  private static let prefix = "step-"
  private static let ending = ".safetensors"

  /// Nine digits, so that names sort as their steps do.
  static func name(of step: Int) -> String {
    let digits = String(step)
    return prefix + String(repeating: "0", count: max(0, 9 - digits.count)) + digits + ending
  }
}

extension RunFolder {
  /// Writes the weights as they stand.
  ///
  /// - Throws: `FileError` if they cannot be written.
  func keep(_ trainer: Trainer) throws {
    let steps = Folder.path(of: KeptStep.folderName, in: path)
    try Folder.create(steps)
    let step = trainer.state.step
    let notes = ["recipe": trainer.recipe.name, "seed": "\(trainer.recipe.seed)", "step": "\(step)"]
    try Checkpoint(name: trainer.recipe.name, model: try trainer.model, notes: notes)
      .write(to: Folder.path(of: KeptStep.name(of: step), in: steps))
  }
}

extension Recipe {
  /// How many validations a run has, if it goes on to its last step.
  public var validationCount: Int {
    stretches.reduce(0) { count, stretch in
      let multiples = stretch.end / validation.every - stretch.start / validation.every
      return count + multiples + (stretch.end % validation.every == 0 ? 0 : 1)
    }
  }

  /// Checks that so many files are few enough.
  ///
  /// - Parameter every: which validations' weights are kept, such as 10 for each tenth.
  /// - Throws: `TrainingError.tooManyKept`.
  public func requireFewKept(every: Int) throws(TrainingError) {
    let count = validationCount / max(1, every) + 1
    guard count <= KeptStep.most else { throw .tooManyKept(count: count, most: KeptStep.most) }
  }
}
