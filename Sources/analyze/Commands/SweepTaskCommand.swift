import Arguments
import Clusters
import Foundation
import Shell
import Sweeps
import Training

struct SweepTaskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task", abstract: "Train one task's runs: what a job array calls.",
    discussion: """
      sweep run --engine slurm says which runs belong to which task. What is finished goes into a file of the task's own in the sweep's \
      folder. SIGUSR1 means that time is nearly over: all runs are saved, and with --requeue Slurm is asked to start the task again.
      """,
    examples: [.init("analyze sweep task runs/widths --submission 1 --task 0", "The first task again, by hand.")])

  @Argument(help: ArgumentHelp("The sweep's folder.", completion: .folders)) var dir: String
  @Option(help: "The submission's number.") var submission: Int
  @Option(help: "The task's number.") var task: Int
  @OptionGroup var threads: ThreadsOption
  @Flag(help: "Keep unfinished runs on this machine's own disk, below TMPDIR.") var scratch = false
  @Flag(help: "Ask Slurm for another start when time is over.") var requeue = false

  mutating func run() throws {
    let signals = StopSignals()
    let folder = SweepFolder(dir)
    do {
      let work = try SweepTask(task, of: submission, in: folder)
      let display = SweepDisplay(work.plan, isQuiet: false)
      let ending = try work.run(
        threads: threads.count, usesOwnDisk: scratch, until: { signals.hasCome }, observe: { display.show($0, finished: $1) })
      display.clear()
      guard ending == .interrupted else { return }
      if signals.isTimeOver, requeue {
        // Said before: Slurm ends this process when it queues the task anew.
        printNote("time is over: saved, to be queued again")
        return try Slurm.requeueOwnTask()
      }
      guard signals.hasCome else {
        throw StoppedBySignal(
          exitCode: .terminated, description: "the sweep was cancelled; its tasks end until it is taken up with --resume")
      }
      throw StoppedBySignal(exitCode: signals.exitCode, description: "stopped and saved; the task can be run again")
    } catch let error as SweepError {
      throw SweepFailure(error)
    } catch TrainingError.folderInUse(let path) {
      // Slurm took a machine for dead that is not: this task waits for another turn.
      guard requeue else { throw SweepFailure(.folderInUse(path: path)) }
      printNote("another process is at \(path): to be queued again")
      try Slurm.requeueOwnTask()
    }
  }
}
