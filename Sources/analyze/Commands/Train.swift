import Addition
import Arguments
import Checkpoints
import Files
import Foundation
import Hardening
import Reports
import Shell
import Sweeps
import Training

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a model from a recipe.",
    discussion: """
      The run's folder gets the recipe (recipe.json), the curve (training.csv), the best model so far (model.safetensors) and \
      all it takes to go on (state.safetensors), saved at every validation, each file as a whole.

      Ctrl-C (or kill) ends the run after its current step, saves it, and exits with 130 (or 143). --resume goes on from there, \
      or from the last validation if the machine failed, and ends with the same bits as a run that was never stopped. The same \
      recipe and seed give the same weights on any number of threads.

      --from starts from a checkpoint's weights instead of new ones; its architecture must be the recipe's. Everything else \
      is as the recipe says, from its first step on: a trained model forgets at the shipped recipes' learning rates and short \
      first sums, so edit learningRate.peak and sampling.curriculum. The run's recipe.json names the checkpoint and its weights' \
      SHA-256.

      --targets mixes sums of a file into the problems, and the run's recipe names them. --steps and --targets are of the recipe's \
      first steps.

      --seeds trains one run for each seed, as many at once as there are threads, into a sweep's folder (see analyze sweep); \
      with --until 1 until one succeeds: 99% of the validation's sums right. The best run's checkpoint lies in its best/.

      --keep-every keeps weights as the run goes, in the folder's steps/; analyze certify DIR --steps tells when they are right. Give \
      it again with --resume.

      --harden trains toward a proof: it certifies the weights that --from names and, unless they are proved right on all sums, \
      fine-tunes them on the inputs where their margins are least, certifies again, and so on until proved. Each round takes --steps \
      (2,000) on the recipe's last problems with --target-share (0.5) of worst inputs, from a tenth of the recipe's peak learning \
      rate; half of that after a round that made nothing better. The folder gets the best weights, hardening.csv, and certificate.json \
      of a proof. Ctrl-C gives up the round that is being trained, and --resume trains it again; a certificate is made to its end first, unless \
      a second Ctrl-C ends it.

      'analyze recipes' lists the shipped recipes.
      """,
    examples: [
      .init("analyze train microadder-57p", "Train the smallest model into runs/microadder-57p."),
      .init("analyze train microadder-57p --seed 3", "The same from other random numbers, into runs/microadder-57p-seed3."),
      .init("analyze train microadder-57p --seeds 1-64 --until 1", "Try seeds until one succeeds."),
      .init("analyze train microadder-57p --resume", "Go on after Ctrl-C."),
      .init(
        "analyze train my-recipe.json --from checkpoints/gptacc-777p --out runs/tuned",
        "Go on from a trained model's weights with a recipe for that."),
      .init(
        "analyze train gptacc-777p --from checkpoints/gptacc-777p --harden",
        "Go on until the model is proved right, or ten rounds are over."),
      .init("analyze train my-recipe.json --out runs/mine", "Train from a recipe of your own: edit a copy of a recipe.json."),
    ])

  @Argument(help: ArgumentHelp("A shipped recipe's name or a JSON file.", completion: .wordsOrFiles(Recipe.shippedNames)))
  var recipe: String
  @Option(help: "The random seed, instead of the recipe's.") var seed: UInt64?
  @Option(help: "Several seeds, such as 1-64: a run for each.") var seeds: SeedList?
  @Option(help: "With --seeds, end with the first seeds among which so many succeed.") var until: Int?
  @Option(help: "With --seeds, the share of the validation's sums right that is a success. (default: 0.99)") var success: Double?
  @Option(
    help: "How many steps, instead of the recipe's; the learning rate then falls over that many, and no further phases follow.")
  var steps: Int?
  @Option(
    help: ArgumentHelp(
      "A folder or file of weights to start from, instead of new ones or the recipe's.", valueName: "CHECKPOINT",
      completion: .files))
  var from: String?
  @Option(
    help: ArgumentHelp(
      "Sums to learn above all, such as those that eval --errors writes: CSV or JSON lines.", valueName: "FILE",
      completion: .files))
  var targets: String?
  @Option(
    help: "The share of the training problems that are drawn from --targets, or from what --harden finds. (default: 0.2, or 0.5)")
  var targetShare: Double?
  @Option(
    help: ArgumentHelp(
      "Keep the weights of each N-th validation, and of the last, in the folder's steps/. (default: none)", valueName: "N"))
  var keepEvery: Int?
  @Flag(help: "Train the weights of --from toward a proof that they are right on all sums.") var harden = false
  @Option(help: ArgumentHelp("With --harden, how often to train, at most. (default: 10)", valueName: "N")) var rounds: Int?
  @Option(help: ArgumentHelp("With --harden, seconds for each certificate. (default: 60)", valueName: "S")) var timeLimit: Double?
  @Option(
    help: ArgumentHelp(
      "The run's folder. (default: runs/ and the recipe's name, with -tuned for --from, -hardened for --harden, -seedN for --seed N, -seeds for --seeds)",
      valueName: "DIR", completion: .folders))
  var out: String?
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var quiet: QuietOption
  @Flag(help: "Go on with the run in the folder.") var resume = false

  func validate() throws {
    if let steps, !(1...100_000_000).contains(steps) {
      throw ValidationError("--steps must be in 1...100,000,000 and is \(steps)")
    }
    if seeds != nil, seed != nil { throw ValidationError("--seed and --seeds exclude each other; leave one out") }
    if let until {
      guard seeds != nil else { throw ValidationError("--until needs --seeds") }
      guard until >= 1 else { throw ValidationError("--until must be at least 1 and is \(until)") }
    }
    if let success {
      guard seeds != nil else { throw ValidationError("--success needs --seeds") }
      guard success > 0, success <= 1 else { throw ValidationError("--success must be above 0 and at most 1 and is \(success)") }
    }
    if targets != nil, seeds != nil {
      throw ValidationError("--targets and --seeds exclude each other; write the targets into a recipe")
    }
    if let targetShare {
      guard targets != nil || harden else { throw ValidationError("--target-share needs --targets or --harden") }
      guard (0...1).contains(targetShare) else {
        throw ValidationError("--target-share must be in 0...1 and is \(targetShare)")
      }
    }
    try validateHardening()
  }

  private func validateHardening() throws {
    if let keepEvery {
      guard keepEvery >= 1 else { throw ValidationError("--keep-every must be at least 1 and is \(keepEvery)") }
      if seeds != nil { throw ValidationError("--keep-every and --seeds exclude each other; train the seed alone") }
      if harden { throw ValidationError("--keep-every and --harden exclude each other; leave one out") }
    }
    guard harden else {
      if rounds != nil { throw ValidationError("--rounds needs --harden") }
      if timeLimit != nil { throw ValidationError("--time-limit needs --harden") }
      return
    }
    guard from != nil else { throw ValidationError("--harden needs --from, the weights to begin with") }
    if seeds != nil { throw ValidationError("--harden and --seeds exclude each other; leave one out") }
    if targets != nil { throw ValidationError("--harden and --targets exclude each other; it finds its own") }
    if let rounds, !(0...10_000).contains(rounds) {
      throw ValidationError("--rounds must be in 0...10,000 and is \(rounds)")
    }
    try TimeLimit.validate(timeLimit)
    if let steps, steps > 1_000_000 { throw ValidationError("--steps must be in 1...1,000,000 with --harden and is \(steps)") }
  }

  mutating func run() throws {
    do { try trainOrResume() } catch let error as TrainingError { throw TrainingFailure(error) }
  }

  private func trainOrResume() throws {
    let recipe = try requestedRecipe()
    let usual = "runs/\(recipe.name)" + (harden ? "-hardened" : from == nil ? "" : "-tuned")
    if let seeds {
      let sweep = TrainSeeds(
        recipe: self.recipe, name: recipe.name, seeds: seeds, until: until, success: success, steps: steps, from: from,
        folder: SweepFolder(out ?? usual + "-seeds"), threads: threads.threads, isQuiet: quiet.quiet)
      return try sweep.run(resume: resume)
    }
    let folder = RunFolder(out ?? usual + (seed.map { "-seed\($0)" } ?? ""))
    guard !SweepFolder(folder.path).holdsSweep else {
      throw ValidationError("\(folder.path) holds a sweep; choose another --out")
    }
    if harden, let from {
      var plan = HardeningPlan(recipe: recipe)
      if let steps { plan.steps = steps }
      if let targetShare { plan.share = targetShare }
      let work = TrainHarden(
        recipe: self.recipe, plan: plan, from: from, seed: seed, rounds: rounds ?? TrainHarden.usualRounds,
        timeLimit: timeLimit ?? TrainHarden.usualTimeLimit,
        folder: HardeningFolder(folder.path), threads: threads.count, isQuiet: quiet.quiet)
      return try work.run(resume: resume)
    }
    // Watched before the folder is made: from its first file on, a run can only end whole.
    let signals = StopSignals()
    let run: TrainingRun
    if resume {
      // The run's own recipe is written as it was read.
      for file in RunFolder.files(ofCheckpointAt: folder.path) where !file.hasSuffix(RunFolder.recipeName) {
        try ReadFiles([self.recipe]).forbidWriting(to: file)
      }
      run = try TrainingRun(resuming: folder, threads: threads.count)
      try requireAgreement(of: recipe, with: run)
    } else {
      if let keepEvery { try recipe.requireFewKept(every: keepEvery) }
      run = try TrainingRun(recipe, in: folder, threads: threads.count)
    }
    if let keepEvery { try run.recipe.requireFewKept(every: keepEvery) }
    if run.isFinished {
      let restored = run.hasRestoredModel ? "; its \(Checkpoint.fileName) was gone or damaged and is written anew" : ""
      return quiet.print("\(folder.path) is finished already\(restored)\n\n\(run.summary)")
    }

    let ending = try train(run, until: signals)
    if ending == .interrupted {
      // Targets are in the run's own recipe.
      let recipe = targets == nil ? self.recipe : Folder.path(of: RunFolder.recipeName, in: folder.path)
      let keeping = keepEvery.map { " --keep-every \($0)" } ?? ""
      let next = "analyze train \(shellWord(recipe)) --out \(shellWord(folder.path))\(keeping) --resume"
      throw StoppedBySignal(
        exitCode: signals.exitCode,
        description: "stopped and saved at step \(grouped(run.step)) of \(grouped(run.recipe.totalSteps)); go on with: \(next)")
    }
    quiet.print(run.summary)
  }

  /// Trains with a status line that is gone when this returns.
  private func train(_ run: TrainingRun, until signals: StopSignals) throws -> TrainingRun.Ending {
    let status = StatusLine(isQuiet: quiet.quiet)
    defer { status.clear() }
    let firstStep = run.step
    return try run.train(
      until: { signals.hasCome }, keptEvery: keepEvery,
      progress: { progress in
        status.show { seconds in progress.line(name: run.recipe.name, firstStep: firstStep, seconds: seconds) }
      })
  }

  /// The recipe as named, with what the options change.
  private func requestedRecipe() throws -> Recipe {
    var recipe = try Recipe.find(recipe)
    if let seed { recipe.seed = seed }
    if let from { recipe.from = Recipe.StartingPoint(checkpoint: from) }
    // Of a hardening they are each round's, and the recipe stays what the model was trained with.
    if let steps, !harden {
      guard steps >= recipe.learningRate.warmup else {
        throw ValidationError(
          "--steps \(grouped(steps)) is shorter than the recipe's warm-up; give at least \(grouped(recipe.learningRate.warmup))")
      }
      recipe.steps = steps
      recipe.phases = []
    }
    if let targets {
      let suite = try ProblemSource.file(targets).suite()
      let problems = (0..<suite.count).map(suite.problem)
      do throws(SamplingError) {
        recipe.sampling = try recipe.sampling.targeting(problems, probability: targetShare ?? 0.2)
      } catch {
        throw FileError(.badData, path: targets, problem: "\(error)", remedy: "choose among them")
      }
    }
    return recipe
  }

  /// Going on with another recipe than the run's would be neither the one nor the other.
  private func requireAgreement(of recipe: Recipe, with run: TrainingRun) throws {
    let path = run.folder.path
    if let seed, seed != run.recipe.seed {
      throw ValidationError(
        "the run in \(path) has seed \(run.recipe.seed), not \(seed); leave out --seed or choose another --out")
    }
    if let steps, steps != run.recipe.totalSteps {
      throw ValidationError(
        "the run in \(path) is of \(grouped(run.recipe.totalSteps)) steps, not \(grouped(steps)); leave out --steps or choose another --out"
      )
    }
    if let from, from != run.recipe.from?.checkpoint {
      let start = run.recipe.from.map { "from \($0.checkpoint)" } ?? "with new weights"
      throw ValidationError(
        "the run in \(path) began \(start), not from \(from); leave out --from or choose another --out")
    }
    var recipe = recipe
    (recipe.seed, recipe.steps) = (run.recipe.seed, run.recipe.steps)
    if run.recipe.phases.isEmpty { recipe.phases = [] }
    // A starting point without a digest is the run's, which has one.
    let start = run.recipe.from
    if recipe.from == nil || recipe.from == start.map({ .init(checkpoint: $0.checkpoint) }) { recipe.from = start }
    guard recipe == run.recipe else {
      throw ValidationError("the run in \(path) follows another recipe; give \(path)/\(RunFolder.recipeName) to go on with it")
    }
  }
}

/// An error of training, with what to do about it on the command line.
private struct TrainingFailure: ExitCodeProviding {
  let exitCode: ExitCode
  let description: String

  init(_ error: TrainingError) {
    exitCode = error.exitCode
    description =
      switch error {
      case .folderTaken: "\(error.problem); add --resume to go on or choose another --out"
      case .folderInUse: "\(error.problem); wait until it ends or choose another --out"
      case .nothingToResume:
        "\(error.problem); leave out --resume to start one or give the run's folder with --out"
      case .tooManyKept: "\(error.problem); give --keep-every a larger number"
      case .diverged: "\(error)"
      }
  }
}

extension TrainingRun {
  /// What the run came to, and what to do next.
  fileprivate var summary: String {
    var table = TextTable([.left, .left])
    table.add(["model", "\(recipe.name), \(grouped(parameterCount)) parameters"])
    let ending = hasGivenUp ? ", given up" : step < recipe.totalSteps ? ", stopped early" : ""
    table.add(["steps", "\(grouped(step)) of \(grouped(recipe.totalSteps))" + ending])
    if let best {
      table.add(["best", "\(best.validation.exactMatch) of the validation's sums right, at step \(grouped(best.step))"])
    }
    table.add(["folder", folder.path])
    return "\(table.text())\n\nTry it: analyze eval \(shellWord(folder.path))"
  }
}

extension TrainingProgress {
  /// Step, loss, validation's exact match, speed and time left, of a run that began or was resumed at a step.
  fileprivate func line(name: String, firstStep: Int, seconds: Double) -> String {
    let exact = validation.map { "exact \(grouped($0.exactMatch.count)) of \(grouped($0.exactMatch.total))" }
    return [
      name, "step \(grouped(step)) of \(grouped(steps))", loss.map { "loss " + String(format: "%.4f", $0) }, exact,
      StatusLine.pace(done: step - firstStep, left: steps - step, unit: "steps", seconds: seconds),
    ].compactMap(\.self).joined(separator: "  ")
  }
}
