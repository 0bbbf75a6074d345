import Addition
import Arguments
import Files
import Foundation
import Reports
import Shell
import Sweeps
import Training

struct Reproduce: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train every model of the sources, and write the page about it.",
    discussion: """
      The folder gets a sweep for each family (see analyze sweep), DIR.md the page: every table of the sources beside ours, success \
      rates with intervals, curves of all seeds, the frontier. What is there already is not trained again: the whole takes hours, \
      Ctrl-C ends it after the current steps, and the same command goes on.

      --only chooses a family or a recipe and may be given several times; --page trains nothing and makes the page of what is \
      there. What people wrote on the page between its two marks is kept.
      """,
    examples: [
      .init("analyze reproduce --only period12-20p --out runs/reproduction", "All seeds of one model."),
      .init("analyze reproduce --page", "The page anew, of the sweeps in notebooks-md/reproduction."),
    ])

  @Option(help: "A family or a recipe; may be given several times. (default: all)") var only: [String] = []
  @Option(help: ArgumentHelp("The folder of the sweeps.", valueName: "DIR", completion: .folders))
  var out = "notebooks-md/reproduction"
  @Option(help: "Runs at once; results do not depend on it. (default: one a processor)") var threads: Int?
  @Flag(help: "Train nothing.") var page = false
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    try RunningSweep.validate(threads: threads)
    guard let name = out.split(separator: "/").last, name != ".", name != ".." else {
      throw ValidationError("--out must be a folder with a name, for the page beside it, and is '\(out)'")
    }
  }

  mutating func run() throws {
    let reproduction = try Reproduction()
    let chosen: [(family: Reproduction.Family, only: Set<String>?)]
    do throws(ReproductionError) { chosen = try reproduction.chosen(only) } catch { throw ValidationError("\(error)") }
    // A page that would be lost is found before hours of training.
    let path = ReproductionPage.path(beside: out)
    let notes = try ReproductionPage.notes(onPageAt: path)
    if !page {
      let command = (["analyze", "reproduce"] + only.flatMap { ["--only", $0] } + ["--out", out]).map(shellWord)
      for (family, recipes) in chosen {
        let folder = Reproduction.folder(of: family, in: out)
        let work = RunningSweep(
          spec: family.spec, source: "the reproduction's \(family.name)", folder: folder, threads: threads, isQuiet: quiet.quiet,
          only: recipes)
        _ = try work.run(resume: folder.holdsSweep, command: command.joined(separator: " "))
      }
    }
    do {
      let results = try reproduction.results(in: out)
      guard !results.isEmpty else {
        throw FileError(
          .missing, path: out, problem: "there is no sweep of the reproduction here", remedy: "leave out --page to train")
      }
      let text = ReproductionPage(
        reproduction, results, folder: ReproductionPage.name(of: out), notes: try ReproductionPage.notes(onPageAt: path) ?? notes)
      try text.write(beside: out)
      let runs = results.values.reduce(0) { $0 + $1.records.count }
      quiet.print(
        "\(path): \(grouped(runs)) run\(runs == 1 ? "" : "s") of \(results.count) famil\(results.count == 1 ? "y" : "ies")")
    } catch let error as SweepError { throw SweepFailure(error) }
  }
}
