import Digests
import Foundation
import Sweeps

extension BenchRun {
  /// Collecting what the tasks of a sweep have finished: reading and checking their parts, and one store.
  ///
  /// The runs are made up: curves of 100 validations and the weights of a model of 777 numbers, sixteen runs a part.
  func measureMerging() throws {
    let runs = rounds.isQuick ? 200 : 10_000
    let home = FileManager.default.temporaryDirectory.appending(path: "carryscope-bench-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: home) }
    let spec = SweepSpec(name: "merge", runs: [.init(recipe: "gptacc-777p", seeds: try SeedList("1-\(runs)"))], keep: 0)
    let parts = home + "/parts"
    do {
      let plan = try SweepRunner(spec, source: "bench", in: SweepFolder(home), resume: false).plan
      try FileManager.default.createDirectory(atPath: parts, withIntermediateDirectories: true)
      for first in stride(from: 0, to: runs, by: 16) {
        let lines = (first..<min(first + 16, runs)).map { MadeUpRun(number: $0, plan.variations[0]).line }
        try Data(lines.joined().utf8).write(to: URL(filePath: "\(parts)/1-\(first)-bench.jsonl"))
      }
    }
    let whole = home + "-whole"
    try FileManager.default.moveItem(atPath: home, toPath: whole)
    defer { try? FileManager.default.removeItem(atPath: whole) }
    // The copy is a part of what is measured, and a small one.
    let (ours, _) = try measure(
      [
        Workload(units: Double(runs)) {
          try? FileManager.default.removeItem(atPath: home)
          try FileManager.default.copyItem(atPath: whole, toPath: home)
          try SweepFolder(home).collect(isOver: true)
        }
      ], peer: nil)
    for rates in ours {
      add(
        BenchRow(
          job: Job.merge.rawValue, model: "\(runs) runs", threads: 1, spread: Spread(rates), unit: "runs/s", peer: nil))
    }
  }
}

/// A run that nobody has trained, as a line of a part.
private struct MadeUpRun {
  let number: Int
  let variation: SweepVariation

  init(number: Int, _ variation: SweepVariation) { (self.number, self.variation) = (number, variation) }

  private static let points = 100

  var line: String {
    let step = variation.recipe.totalSteps / Self.points
    var curve = Data()
    for point in 1...Self.points {
      let loss = 2 / Double(point + number % 7)
      let words = [UInt64(point * step), loss.bitPattern, UInt64(point), UInt64(point * 10), loss.bitPattern]
      for word in words { withUnsafeBytes(of: word.littleEndian) { curve.append(contentsOf: $0) } }
    }
    var weights = Data()
    for index in 0..<variation.parameters {
      let value = Float(index * 31 % 97) + Float(number)
      withUnsafeBytes(of: value.bitPattern.littleEndian) { weights.append(contentsOf: $0) }
    }
    let json = """
      {"best":{"adderBoard":0,"exact":100,"loss":0.25,"step":\(Self.points * step),"tokens":1000,"weightsSHA256":"\
      \(SHA256.digest(of: Array(weights)).hex)"},"cpuSeconds":12.5,"curve":"\(curve.base64EncodedString())","ending":"completed",\
      "run":\(number),"seed":\(number + 1),"steps":\(Self.points * step),"weights":"\(weights.base64EncodedString())"}
      """
    return "\(json)\t\(SHA256.digest(of: Array(json.utf8)).hex)\n"
  }
}
