import Foundation

/// Measures how fast training is. Figures from one machine compare with each other, not with another machine's.
@main
struct Bench {
  static func main() throws {
    let processors = ProcessInfo.processInfo.activeProcessorCount
    let threads = processors > 1 ? [1, processors] : [1]
    print("Training, problems made anew for every step; median of \(TrainingSpeed.rounds) rounds (slowest to fastest)\n")
    print("recipe           batch  threads  steps per second          whole run")
    for recipe in ["microadder-57p", "microadder-67p", "gptacc-777p"] {
      for count in threads { print(try TrainingSpeed.measure(recipe, threads: count).row) }
    }
  }
}
