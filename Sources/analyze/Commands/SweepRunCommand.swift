import Addition
import Arguments
import Clusters
import Files
import Foundation
import Reports
import Sweeps

struct SweepRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Train all runs of a spec, one on each thread.",
    discussion: """
      SPEC is JSON: {"name": "rates", "runs": [{"recipe": "gptacc-777p", "seeds": "1-8", "set": {"steps": 9000}, "vary": \
      {"learningRate.peak": [0.01, 0.02]}}]}. Every combination of the values of "vary" is a variation, "until": 1 ends each \
      with its first success in the order of the seeds, and "success": 0.99 says from which validation exact match on a run is \
      one.

      The folder gets sweep.sqlite (every run's result, curve and, of small models, weights), best/ (a checkpoint of each \
      variation's best run), and at the end runs.csv and summary.csv. Results do not depend on the number of threads.

      Ctrl-C (or kill) ends all runs after their current steps, saves them, and exits with 130 (or 143). --resume goes on from \
      there, or from each run's last validation if the machine failed, and ends with the same results.

      --engine slurm hands the runs to Slurm as one job array and returns; the folder must be one that all its machines see. What is       preempted or loses its node is queued again, and a last job collects. notebooks-md/scaling.md tells how to book.
      """,
    examples: [
      .init("analyze sweep run widths.json --out runs/widths", "Train, with a table of how far it is."),
      .init("analyze sweep run widths.json --out runs/widths --resume", "Go on after Ctrl-C."),
      .init(
        "analyze sweep run widths.json --out runs/widths --engine slurm --time 1:00:00 --array-limit 200", "On a cluster."),
    ])

  @Argument(help: ArgumentHelp("The sweep's spec, a JSON file.", completion: .files)) var spec: String
  @Option(help: ArgumentHelp("The sweep's folder.", valueName: "DIR", completion: .folders)) var out: String
  @Option(help: "Runs at once; results do not depend on it. (default: one a processor)") var threads: Int?
  @Flag(help: "Go on with the sweep in the folder.") var resume = false
  @OptionGroup var engine: EngineOptions
  @Option(help: ArgumentHelp("Of Slurm: runs of a task. (default: 16, or more for 1,000 tasks at most)", valueName: "N"))
  var runsPerTask: Int?
  @Flag(help: "Of Slurm: unfinished runs are on each machine's own disk, below its TMPDIR; one that is stopped begins anew.")
  var scratch = false
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    try RunningSweep.validate(threads: threads)
    if engine.engine == .slurm, threads != nil { throw ValidationError("--threads is for this machine: give --cpus-per-task") }
    if engine.engine == .local, runsPerTask != nil { throw ValidationError("--runs-per-task needs --engine slurm") }
    if engine.engine == .local, scratch { throw ValidationError("--scratch needs --engine slurm") }
    if let runsPerTask, !(1...1_000_000).contains(runsPerTask) {
      throw ValidationError("--runs-per-task must be in 1...1,000,000 and is \(runsPerTask)")
    }
  }

  mutating func run() throws {
    let spec = try SweepSpec.read(spec)
    if engine.engine == .slurm { return try submit(spec) }
    let work = RunningSweep(spec: spec, source: self.spec, folder: SweepFolder(out), threads: threads, isQuiet: quiet.quiet)
    let results = try work.run(
      resume: resume, command: "analyze sweep \(shellWord(self.spec)) --out \(shellWord(out)) --resume")
    guard !quiet.quiet || json.json else { return }
    try json.print(results, orText: results.text + "\n\n" + results.nextSteps(in: SweepFolder(out)))
  }

  private func submit(_ spec: SweepSpec) throws {
    let folder = SweepFolder(out)
    try RunningSweep.forbidOverwriting(self.spec, spec, in: folder)
    do {
      let cluster = try SweepCluster(spec, source: self.spec, in: folder, resume: resume)
      let submitted = try cluster.submit(
        engine.slurm, runsPerTask: runsPerTask, usesOwnDisk: scratch, program: try EngineOptions.program)
      guard !quiet.quiet || json.json else { return }
      try json.print(SubmittedSweep(folder: out, submitted), orText: SubmittedSweep(folder: out, submitted).text)
    } catch let error as SweepError { throw SweepFailure(error) }
  }
}

/// What was handed to Slurm.
private struct SubmittedSweep: Encodable {
  let folder: String
  let runs, tasks: Int
  let job: String
  let collectingJob: String?

  init(folder: String, _ submitted: SweepCluster.Submitted) {
    self.folder = folder
    (runs, tasks) = (submitted.runs, submitted.tasks)
    (job, collectingJob) = (submitted.jobs.array, submitted.jobs.collecting)
  }

  var text: String {
    let collecting =
      collectingJob.map { "Job \($0) collects when they have ended." }
      ?? "Slurm refused a job that collects: do it with analyze sweep collect \(shellWord(folder))"
    return """
      job \(job): \(grouped(runs)) run\(runs == 1 ? "" : "s") in \(grouped(tasks)) task\(tasks == 1 ? "" : "s"). \(collecting)

      See how far it is: analyze sweep status \(shellWord(folder))
      Stop it: analyze sweep cancel \(shellWord(folder))
      """
  }
}
