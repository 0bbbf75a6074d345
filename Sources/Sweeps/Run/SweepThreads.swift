import Dispatch
import Foundation

/// Threads for work that takes minutes: as many as are asked for, whatever else the process does.
enum SweepThreads {
  /// Calls `body` on so many threads at once and returns when all have returned.
  static func run(_ count: Int, _ body: @escaping @Sendable () -> Void) {
    let group = DispatchGroup()
    for number in 1...max(1, count) {
      group.enter()
      let thread = Thread {
        body()
        group.leave()
      }
      thread.name = "carryscope run \(number)"
      // As much as a main thread has.
      thread.stackSize = 8 << 20
      thread.start()
    }
    group.wait()
  }
}
