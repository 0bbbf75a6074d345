import Arguments
import Clusters
import Foundation
import Shell

/// Where the work of many tasks is done.
enum Engine: String, CaseIterable, ExpressibleByArgument {
  case local, slurm
}

/// Where work is done, and what Slurm is asked for: `@OptionGroup var engine: EngineOptions`.
struct EngineOptions: ParsableArguments {
  @Option(help: "Where it is run: this machine, or the tasks of a Slurm job array.") var engine = Engine.local
  @Option(help: ArgumentHelp("Of Slurm: the partition. (default: the cluster's)", valueName: "NAME")) var partition: String?
  @Option(help: ArgumentHelp("Of Slurm: a task's time limit, as sbatch reads it. (default: the partition's)", valueName: "T"))
  var time: String?
  @Option(help: ArgumentHelp("Of Slurm: processors of a task. (default: 1)", valueName: "N")) var cpusPerTask: Int?
  @Option(help: ArgumentHelp("Of Slurm: tasks at once. (default: all)", valueName: "N")) var arrayLimit: Int?
  @Option(help: ArgumentHelp("Another option for sbatch, such as --sbatch=--account=lab; may be repeated.", valueName: "OPTION"))
  var sbatch = WholeWords()

  /// What Slurm is asked for.
  var slurm: SlurmOptions {
    SlurmOptions(partition: partition, time: time, cpusPerTask: cpusPerTask ?? 1, arrayLimit: arrayLimit, others: sbatch.items)
  }

  func validate() throws {
    if engine == .local {
      let given = [
        ("--partition", partition != nil), ("--time", time != nil), ("--cpus-per-task", cpusPerTask != nil),
        ("--array-limit", arrayLimit != nil), ("--sbatch", !sbatch.items.isEmpty),
      ]
      if let first = given.first(where: \.1) { throw ValidationError("\(first.0) needs --engine slurm") }
    }
    for (name, number) in [("--cpus-per-task", cpusPerTask), ("--array-limit", arrayLimit)] {
      if let number, !(1...1024).contains(number) { throw ValidationError("\(name) must be in 1...1,024 and is \(number)") }
    }
    if let other = sbatch.items.first(where: { !$0.hasPrefix("-") }) {
      throw ValidationError("--sbatch must be an option of sbatch, such as --account=lab, and is '\(other)'")
    }
  }

  /// This program, by the path that other machines know it by.
  static var program: String {
    get throws {
      guard let path = Bundle.main.executablePath else { throw ValidationError("this program's own file is not to be found") }
      return path
    }
  }
}
