import Addition
import Checkpoints
import Digests
import Files
import Training
import Transformer

/// One run of a sweep, on the calling thread.
struct SweepRun {
  let variation: SweepVariation
  /// The variation's index, and the seed's among the variation's.
  let index, position: Int
  let folder: SweepFolder
  let adderBoard: ProblemSuite

  private var seed: UInt64 { variation.seeds.seeds[position] }
  private var runFolder: RunFolder { folder.runFolder(variation, seed: seed) }

  /// Trains the run to its end, from where its folder is if it has one.
  ///
  /// - Parameter validated: called after every validation.
  /// - Returns: what it found; nil if it was stopped, and is saved in its folder then.
  /// - Throws: `FileError` if it cannot be saved, `TrainingError.folderInUse`.
  func train(until shouldStop: () -> Bool, validated: () -> Void) throws -> RunRecord? {
    let start = threadSeconds()
    let run = try takenUp()
    let spent = SpentSeconds(in: runFolder.path)
    let before = spent.read()
    func seconds() -> Double { before + threadSeconds() - start }
    let every = variation.recipe.validation.every
    let ending: RunResult.Ending
    do {
      let end = try run.train(until: shouldStop) { progress in
        guard progress.step.isMultiple(of: every) else { return }
        spent.write(seconds())
        validated()
      }
      switch end {
      case .completed: ending = .completed
      case .stoppedEarly: ending = .stoppedEarly
      case .gaveUp: ending = .gaveUp
      case .interrupted:
        spent.write(seconds())
        return nil
      }
    } catch TrainingError.diverged {
      ending = .diverged
    }
    return try record(ending, steps: run.step, seconds: seconds)
  }

  /// The run as its folder has it, or a new one: what is damaged or follows something else is started anew.
  private func takenUp() throws -> TrainingRun {
    let recipe = variation.recipe(seed: seed)
    if runFolder.isTaken {
      do {
        let run = try TrainingRun(resuming: runFolder, threads: 1)
        if run.recipe == recipe { return run }
      } catch TrainingError.folderInUse(let path) {
        throw TrainingError.folderInUse(path: path)
      } catch let error as FileError where error.category == .inputOutput {
        throw error
      } catch {}
      try SweepFolder.remove(runFolder.path)
    }
    return try TrainingRun(recipe, in: runFolder, threads: 1)
  }

  /// What the run found, as its folder tells: the same after a restart.
  private func record(_ ending: RunResult.Ending, steps: Int, seconds: () -> Double) throws -> RunRecord {
    let (_, state, training) = try runFolder.load()
    let totals = variation.validationTotals
    var best: RunResult.Best?
    if let found = state.best {
      let model: Model
      do throws(ArchitectureError) { model = try Model(variation.recipe.architecture, weights: found.weights) } catch {
        throw FileError(.badData, path: runFolder.path, problem: error.description, remedy: "remove the run and resume")
      }
      let validation = found.record.validation
      best = RunResult.Best(
        step: found.record.step, exactMatch: validation.exactMatch, tokenAccuracy: validation.tokenAccuracy,
        loss: validation.loss, adderBoard: model.evaluate(adderBoard, failureLimit: 0).accuracy,
        weightsSHA256: Checkpoint(name: variation.recipe.name, model: model).weightsSHA256)
    }
    return RunRecord(
      result: RunResult(
        variation: index, position: position, seed: seed, ending: ending, steps: steps, best: best, cpuSeconds: seconds()),
      curve: RunCurve(training, problems: totals.problems, digits: totals.digits), weights: state.best?.weights)
  }
}
