import Addition
import Arguments
import Reports
import Sweeps
import Training

extension SeedList: ExpressibleByArgument {
  /// Reads `1-64` or `1,2,3`.
  public init?(argument: String) {
    do throws(Problem) { try self.init(argument) } catch { return nil }
  }

  /// `SEEDS`.
  public static var argumentPlaceholder: String? { "SEEDS" }

  /// Says what is wrong with the list.
  public static func argumentMismatch(_ argument: String) -> String {
    do throws(Problem) {
      _ = try SeedList(argument)
      return "is no list of seeds"
    } catch { return "cannot be read: \(error)" }
  }
}

/// `train --seeds`: a sweep of one variation.
struct TrainSeeds {
  /// A shipped recipe's name or a file, as it was typed.
  let recipe: String
  /// The recipe itself.
  let name: String
  let seeds: SeedList
  let until: Int?
  let success: Double?
  let steps: Int?
  let from: String?
  let folder: SweepFolder
  let threads: Int?
  let isQuiet: Bool

  private var spec: SweepSpec {
    var settings: [SweepSpec.Settings.Setting] = []
    if let steps { settings += [.init("steps", .whole(steps)), .init("phases", .list([]))] }
    if let from { settings.append(.init("from", .object(["checkpoint": .text(from)]))) }
    let entry = SweepSpec.Entry(recipe: recipe, seeds: seeds, until: until, set: .init(settings))
    return SweepSpec(name: name, runs: [entry], success: success ?? SweepSpec.usualSuccess)
  }

  /// The command that goes on after a stop.
  private var command: String {
    let options = [
      ["--seeds", "\(seeds)"], until.map { ["--until", "\($0)"] }, success.map { ["--success", "\($0)"] },
      steps.map { ["--steps", "\($0)"] },
      from.map { ["--from", $0] },
      ["--out", folder.path, "--resume"],
    ].compactMap(\.self).flatMap { $0 }
    return (["analyze", "train", recipe] + options).map(shellWord).joined(separator: " ")
  }

  /// Trains and tells what came out.
  func run(resume: Bool) throws {
    if let until, until > seeds.seeds.count {
      throw ValidationError("--until must be in 1...\(grouped(seeds.seeds.count)), the seeds, and is \(grouped(until))")
    }
    let work = RunningSweep(spec: spec, source: recipe, folder: folder, threads: threads, isQuiet: isQuiet)
    let results = try work.run(resume: resume, command: command)
    if !isQuiet { print(results.text + "\n\n" + results.nextSteps(in: folder)) }
  }
}
