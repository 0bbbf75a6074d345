import Checkpoints
import Files
import Foundation
import Transformer

/// A run on disk: `recipe.json`, `training.csv`, `model.safetensors` (the best model so far), and `state.safetensors` (what
/// is needed to go on).
///
/// Every file is replaced as a whole, the state last: a run that is cut off at any moment can be resumed from what is there.
public struct RunFolder: Sendable {
  /// Where the folder is.
  public let path: String

  /// A folder that need not exist yet.
  public init(_ path: String) {
    self.path = path
  }

  /// The training curve's file name.
  public static let curveName = "training.csv"
  /// The recipe's file name.
  public static let recipeName = "recipe.json"
  /// The resumable state's file name.
  public static let stateName = "state.safetensors"

  private func file(_ name: String) -> String { Folder.path(of: name, in: path) }

  /// Whether there is a run here that can be resumed.
  public var holdsRun: Bool { holds(Self.stateName) }

  /// Whether any file is here that a new run would replace: a run's, or a finished checkpoint's.
  public var isTaken: Bool {
    [Self.stateName, Self.recipeName, Self.curveName, Checkpoint.fileName].contains(where: holds)
  }

  private func holds(_ name: String) -> Bool { !path.isEmpty && FileManager.default.fileExists(atPath: file(name)) }

  /// Makes the folder, and its parents, if they are not there.
  ///
  /// - Throws: `FileError` if it cannot be made.
  public func create() throws(FileError) {
    try Folder.create(path)
  }

  /// Runs code that must have the folder to itself: two runs in one folder would mix their files.
  ///
  /// The lock is the operating system's, on the folder: it leaves no file, and ends with the process however that ends. Where
  /// folders cannot be locked, as on some network file systems, runs go unguarded rather than not at all.
  ///
  /// - Throws: `TrainingError.folderInUse` if another run has it; what the code throws.
  package func withLock<Result>(_ body: () throws -> Result) throws -> Result {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer {
      if folder >= 0 {
        // Closing is not enough: a process that is just being started has a copy of the descriptor until it runs its program.
        flock(folder, LOCK_UN)
        close(folder)
      }
    }
    if folder >= 0, flock(folder, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      throw TrainingError.folderInUse(path: path)
    }
    return try body()
  }

  /// Writes a run's files. The state goes last.
  ///
  /// - Throws: `FileError` if one cannot be written; what was there before is then still whole.
  public func save(_ trainer: Trainer, curve: TrainingCurve) throws(FileError) {
    let state = trainer.snapshot()
    try AtomicFile.write(trainer.recipe.json, to: file(Self.recipeName))
    try AtomicFile.write(curve.csv, to: file(Self.curveName))
    try saveModel(of: trainer)
    try SafeTensors.write(state.archive, to: file(Self.stateName))
  }

  /// Writes the model if it is gone or cannot be read: the state holds it, too, to the bit.
  ///
  /// - Returns: whether that was needed.
  /// - Throws: `FileError` if it cannot be written.
  func restoreModel(of trainer: Trainer) throws(FileError) -> Bool {
    let path = file(Checkpoint.fileName)
    if FileManager.default.fileExists(atPath: path) {
      do throws(FileError) {
        _ = try Checkpoint.read(path)
        return false
      } catch  where error.category != .badData { throw error } catch {}
    }
    try saveModel(of: trainer)
    return true
  }

  private func saveModel(of trainer: Trainer) throws(FileError) {
    let best: Model
    do throws(ArchitectureError) { best = try trainer.bestModel } catch {
      throw FileError(.badData, path: path, problem: error.description, remedy: "start the run again")
    }
    var notes = [
      "recipe": trainer.recipe.name, "seed": "\(trainer.recipe.seed)",
      "step": "\(trainer.state.best?.record.step ?? trainer.state.step)",
    ]
    let ownParts = trainer.state.ownParts
    if !ownParts.isEmpty { notes[OwnPart.noteName] = ownParts.inWords }
    try Checkpoint(name: trainer.recipe.name, model: best, notes: notes).write(to: file(Checkpoint.fileName))
  }

  /// Reads where a run was.
  ///
  /// - Throws: `FileError` if a file is missing or damaged; `RecipeError` if the recipe makes no sense.
  public func load() throws -> (recipe: Recipe, state: TrainingState, curve: TrainingCurve) {
    for name in [Self.recipeName, Self.curveName] where !holds(name) {
      throw FileError(
        .missing, path: file(name), problem: "this part of the run is gone",
        remedy: "put it back, or start the run again elsewhere")
    }
    let recipe = try Recipe.read(file(Self.recipeName))
    let state = try TrainingState(try SafeTensors.read(file(Self.stateName)), path: file(Self.stateName))
    guard state.moments.updates == recipe.updates(after: state.step) else {
      throw FileError(
        .badData, path: file(Self.stateName), problem: "its counts make no sense",
        remedy: "the run cannot be resumed; start it again")
    }
    var curve = try TrainingCurve.read(file(Self.curveName))
    // A run cut off between two files has rows that the state does not know of yet.
    curve.records.removeAll { $0.step > state.step }
    return (recipe, state, curve)
  }
}
