import Addition
import Arguments
import Clusters
import Shares
import Shell

struct SplitTask: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task", abstract: "Do one task of shared work: what a job array calls.",
    discussion: "With --submission, the task is the one of that number among those that were submitted then.",
    examples: [.init("analyze split task many --task 7", "By hand, on a machine that sees the folder.")])

  @Argument(help: ArgumentHelp("The work's folder.", completion: .folders)) var dir: String
  @Option(help: "The task's number, from 0 on.") var task: Int
  @Option(help: "The submission's number. (default: all tasks)") var submission: Int?
  @OptionGroup var threads: ThreadsOption
  @Flag(help: "Ask Slurm for another start when time is over.") var requeue = false
  @OptionGroup var quiet: QuietOption

  mutating func run() throws {
    let folder = ShareFolder(dir)
    // What cannot be saved is left to end at once.
    let work = try folder.work()
    let signals = work.canBeSaved ? StopSignals() : nil
    let number = try submission.map { try folder.task(task, ofSubmission: $0) } ?? task
    let status = StudyStatus(work.unit, part: "task \(grouped(number))", isQuiet: quiet.quiet)
    defer { status.clear() }
    let isDone = try folder.run(number, threads: threads.count, until: { signals?.hasCome ?? false }, progress: status.tell)
    guard !isDone else { return }
    if let signals, signals.isTimeOver, requeue {
      // Said before: Slurm ends this process when it queues the task anew.
      printNote("time is over: saved, to be queued again")
      return try Slurm.requeueOwnTask()
    }
    guard let signals, signals.hasCome else {
      throw StoppedBySignal(
        exitCode: .terminated, description: "the work was cancelled; its tasks end until it is taken up with --resume")
    }
    throw StoppedBySignal(exitCode: signals.exitCode, description: "stopped and saved; the task can be run again")
  }
}
