import Arguments
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
      """,
    examples: [
      .init("analyze sweep run widths.json --out runs/widths", "Train, with a table of how far it is."),
      .init("analyze sweep run widths.json --out runs/widths --resume", "Go on after Ctrl-C."),
    ])

  @Argument(help: ArgumentHelp("The sweep's spec, a JSON file.", completion: .files)) var spec: String
  @Option(help: ArgumentHelp("The sweep's folder.", valueName: "DIR", completion: .folders)) var out: String
  @Option(help: "Runs at once; results do not depend on it. (default: one a processor)") var threads: Int?
  @Flag(help: "Go on with the sweep in the folder.") var resume = false
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws { try RunningSweep.validate(threads: threads) }

  mutating func run() throws {
    let spec = try SweepSpec.read(spec)
    let work = RunningSweep(spec: spec, source: self.spec, folder: SweepFolder(out), threads: threads, isQuiet: quiet.quiet)
    let results = try work.run(
      resume: resume, command: "analyze sweep \(shellWord(self.spec)) --out \(shellWord(out)) --resume")
    guard !quiet.quiet || json.json else { return }
    try json.print(results, orText: results.text + "\n\n" + results.nextSteps(in: SweepFolder(out)))
  }
}
