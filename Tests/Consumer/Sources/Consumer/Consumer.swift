import Addition
import Checkpoints
import Foundation
import Transformer

/// `Consumer CHECKPOINT`: lets a model add 100,000 numbers and prints how many were right and how long it took.
@main
struct Consumer {
  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      print("usage: Consumer CHECKPOINT")
      exit(64)
    }
    let model = try Checkpoint.read(CommandLine.arguments[1]).model
    let suite = ProblemSuite.uniform(count: 100_000, seed: 1)
    let threads = ProcessInfo.processInfo.activeProcessorCount
    let clock = ContinuousClock()

    // The fastest of seven rounds, all of which must agree.
    var best = Duration.seconds(Int64.max)
    var accuracies: Set<Proportion> = []
    for _ in 0..<7 {
      best = min(best, clock.measure { accuracies.insert(model.evaluate(suite, threads: threads).accuracy) })
    }
    guard let accuracy = accuracies.first, accuracies.count == 1 else {
      print("the same sums had different results: \(accuracies)")
      exit(1)
    }
    print("\(accuracy) in \(best.formatted(.units(allowed: [.milliseconds]))), \(threads) threads")
    if accuracy.count != suite.count { exit(1) }
  }
}
