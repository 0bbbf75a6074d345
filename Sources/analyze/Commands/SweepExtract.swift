import Addition
import Arguments
import Reports
import Sweeps

struct SweepExtract: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract", abstract: "Get one run's best weights out of a sweep as a checkpoint.",
    discussion: """
      Every run of a model with fewer than 2,000 parameters can be had, the best of any size are in the sweep's folder best/. \
      The folder gets model.safetensors and recipe.json; training by that recipe gives the same weights.
      """,
    examples: [
      .init("analyze sweep extract runs/widths --variation gptacc-777p --seed 3 --out third", "As a folder.")
    ])

  @Argument(help: ArgumentHelp("The sweep's folder.", completion: .folders)) var dir: String
  @Option(help: ArgumentHelp("The variation, as status names it.", valueName: "NAME")) var variation: String
  @Option(help: "The run's seed.") var seed: UInt64
  @Option(help: ArgumentHelp("The folder to write.", valueName: "CHECKPOINT", completion: .folders)) var out: String
  @OptionGroup var quiet: QuietOption

  mutating func run() throws {
    do {
      let checkpoint = try SweepFolder(dir).store().extract(variation: variation, seed: seed, to: out)
      quiet.print(
        "\(out): \(checkpoint.name), \(grouped(checkpoint.model.parameterCount)) parameters, weights "
          + "\(checkpoint.weightsSHA256.hex)\n\nTry it: analyze eval \(shellWord(out))")
    } catch let error as SweepError { throw SweepFailure(error) }
  }
}
