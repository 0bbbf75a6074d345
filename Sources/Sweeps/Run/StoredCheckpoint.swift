import Addition
import Checkpoints
import Files
import Training
import Transformer

extension SweepStore {
  /// The checkpoint of a run's best weights and the recipe that it followed.
  ///
  /// - Parameters:
  ///   - variation: the variation's name.
  ///   - seed: the run's seed.
  /// - Throws: `SweepError.noSuchRun` if there is no such run, or the store has not its weights; `FileError` if what is there are
  ///   not the run's.
  public func checkpoint(variation name: String, seed: UInt64) throws -> (checkpoint: Checkpoint, recipe: Recipe) {
    func fail(_ problem: String) -> SweepError { .noSuchRun(path: path, problem: problem) }
    guard let index = plan.variations.firstIndex(where: { $0.name == name || $0.folderName == name }) else {
      throw fail("there is no variation '\(name.prefix(200))'")
    }
    let variation = plan.variations[index]
    guard let position = variation.seeds.seeds.firstIndex(of: seed) else {
      throw fail("the seeds of '\(name)' are \(variation.seeds), and \(seed) is none")
    }
    guard variation.parameters < Self.parametersOfLargeModel else {
      throw fail("weights of models with \(grouped(Self.parametersOfLargeModel)) parameters or more are in best/ only")
    }
    guard let (record, weights) = try finished(index, position) else {
      throw fail("the run of '\(name)' with seed \(seed) is not finished, or diverged before its first validation")
    }
    let recipe = variation.recipe(seed: seed)
    let model: Model
    do throws(ArchitectureError) { model = try Model(recipe.architecture, weights: weights) } catch {
      throw FileError.damaged(path, "the weights of '\(name)' with seed \(seed): \(error)")
    }
    let notes = ["recipe": recipe.name, "seed": "\(seed)", "step": "\(record.step)"]
    return (Checkpoint(name: recipe.name, model: model, notes: notes), recipe)
  }

  private func finished(_ variation: Int, _ position: Int) throws -> (best: RunResult.Best, weights: [Float])? {
    let number = plan.runs(of: variation).lowerBound + position
    let record = try database.withLock { (database) throws(FileError) in
      try StoredRuns.read(from: database, plan, withWeights: true, only: number).first
    }
    guard let record, let best = record.result.best, let weights = record.weights else { return nil }
    return (best, weights)
  }

  /// Writes a run's checkpoint as a folder with `model.safetensors` and `recipe.json`.
  ///
  /// - Throws: as `checkpoint(variation:seed:)`; `FileError` if the folder cannot be written or holds a run.
  public func extract(variation: String, seed: UInt64, to folder: String) throws -> Checkpoint {
    let (checkpoint, recipe) = try checkpoint(variation: variation, seed: seed)
    guard !RunFolder(folder).isTaken else { throw SweepError.holdsRun(path: folder) }
    guard !SweepFolder(folder).holdsSweep else { throw SweepError.folderTaken(path: folder) }
    try Folder.create(folder)
    try AtomicFile.write(recipe.json, to: Folder.path(of: RunFolder.recipeName, in: folder))
    try checkpoint.write(to: Folder.path(of: Checkpoint.fileName, in: folder))
    return checkpoint
  }
}
