import Addition
import Checkpoints
import Foundation
import Traces

extension BenchRun {
  /// Recording every hook to an uncompressed HDF5 file, greedy answers, checksums and the disk's word included.
  func measureDump() throws {
    let problems = ProblemSuite.uniform(count: rounds.isQuick ? 500 : 5_000, seed: 1)
    let path = FileManager.default.temporaryDirectory.appending(path: "carryscope-bench-\(UUID().uuidString).h5").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    for name in models where name.isTiny {
      let checkpoint = try name.load()
      func record() throws -> RecordedTrace {
        try TraceRecorder.record(
          checkpoint, problems: problems, to: path, threads: threads,
          from: .init(seed: 1, commandLine: "bench", version: Version.current))
      }
      let megabytes = Double(try record().activationBytes) / 1e6
      let (ours, peers) = try measure(
        [Workload(units: megabytes) { _ = try record() }],
        peer: name == .gptAcc777 ? .init(script: "analysis.py", job: .dump) : nil)
      for rates in ours {
        add(
          BenchRow(
            job: Job.dump.rawValue, model: name.rawValue, threads: threads, spread: Spread(rates), unit: "MB/s",
            peer: peers.best(Job.dump.rawValue, name.rawValue)))
      }
    }
  }
}
