import Addition
import Arguments
import Checkpoints
import Clusters
import Foundation
import Reports
import Shares
import Shell

/// How work is shared, and where it is done: `@OptionGroup var work: SplitOptions`.
struct SplitOptions: ParsableArguments {
  @Option(help: "How many tasks share the work.") var tasks: Int
  @Option(help: ArgumentHelp("The work's folder.", valueName: "DIR", completion: .folders)) var out: String
  @Flag(help: "Go on with the work in the folder.") var resume = false
  @Option(help: "Threads that share a task here; results do not depend on it. (default: one a processor)") var threads: Int?
  @OptionGroup var engine: EngineOptions
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads must be in 1...1,024 and is \(threads)") }
    if engine.engine == .slurm, threads != nil { throw ValidationError("--threads is for this machine: give --cpus-per-task") }
  }

  /// Begins the work or takes it up, and does it, or hands it to Slurm.
  func run(_ path: String, _ kind: SplitWork.Kind) throws {
    let place = URL(filePath: path).path
    let checkpoint = try Checkpoint.read(path)
    try checkpoint.requireFiniteLogits(path: path)
    if engine.engine == .slurm { try Slurm.requirePrograms() }
    let folder = ShareFolder(out)
    let work = try SplitWork(place, weightsSHA256: checkpoint.weightsSHA256, kind, tasks: tasks)
    // Asked before anything is written.
    try work.requireApplicable(checkpoint.model)
    // What cannot be saved is left to end at once.
    let signals = work.canBeSaved ? StopSignals() : nil
    try folder.begin(work, resume: resume)
    if engine.engine == .slurm {
      do { return try submit(folder) } catch {
        if case SlurmError.unclear = error { throw error }
        if !resume { folder.forget() }
        throw error
      }
    }
    for task in 0..<tasks {
      let status = StudyStatus(work.unit, part: "task \(grouped(task + 1)) of \(grouped(tasks))", isQuiet: quiet.quiet)
      let isDone = try folder.run(
        task, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount, until: { signals?.hasCome ?? false },
        progress: status.tell)
      status.clear()
      guard isDone else {
        throw StoppedBySignal(
          exitCode: signals?.exitCode ?? .terminated,
          description: "stopped and saved in \(out); the same command with --resume goes on")
      }
    }
    try SplitReport(folder, json: json, isQuiet: quiet.quiet).print()
  }

  private func submit(_ folder: ShareFolder) throws {
    let (jobs, tasks) = try folder.submit(engine.slurm, program: try EngineOptions.program)
    guard !quiet.quiet || json.json else { return }
    let collecting =
      jobs.collecting.map { "Job \($0) collects when they have ended." }
      ?? "Slurm refused a job that collects: do it with analyze split collect \(shellWord(out))"
    try json.print(
      SubmittedShares(tasks: tasks, job: jobs.array, collectingJob: jobs.collecting),
      orText: """
        job \(jobs.array): \(grouped(tasks)) task\(tasks == 1 ? "" : "s"). \(collecting)

        See how far it is: analyze split status \(shellWord(out))
        Stop it: analyze split cancel \(shellWord(out))
        """)
  }
}

private struct SubmittedShares: Encodable {
  let tasks: Int
  let job: String
  let collectingJob: String?
}
