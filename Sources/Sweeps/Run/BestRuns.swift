import Checkpoints
import Files
import Foundation
import Training

/// The checkpoints in `best/`: which runs have them, and what becomes of the folders of finished runs.
///
/// A finished run's folder goes away once it is settled that the run does not belong to the best, or its checkpoint lies in `best/`.
/// With `until`, runs are settled in the order of their seeds, since an earlier success takes later runs out of the count. So
/// what is kept depends neither on the order in which runs end nor on when a process was killed.
struct BestRuns {
  private struct Lane {
    var results: [RunResult?]
    /// Runs before this one are settled; of use with `until` only.
    var first = 0
    var successes = 0
    /// The best, best first.
    var best: [RunResult] = []
  }

  private let plan: SweepPlan
  private let folder: SweepFolder
  private var lanes: [Lane]

  /// Brings folders into the state that they have after these runs, wherever an earlier process was killed.
  ///
  /// - Throws: `FileError` if a folder cannot be written.
  init(_ plan: SweepPlan, _ finished: [RunResult], in folder: SweepFolder) throws(FileError) {
    (self.plan, self.folder) = (plan, folder)
    lanes = plan.variations.map { Lane(results: Array(repeating: nil, count: $0.seeds.seeds.count)) }
    var settled: [Int: [RunResult]] = [:]
    for result in finished { settled[result.variation, default: []] += take(result) }
    for (variation, results) in settled.sorted(by: { $0.key < $1.key }) { try bringUpToDate(variation, results) }
  }

  /// Takes down a finished run whose row is in the store.
  ///
  /// - Throws: `FileError` if a folder cannot be written.
  mutating func finish(_ result: RunResult) throws(FileError) {
    let settled = take(result)
    try bringUpToDate(result.variation, settled)
  }

  /// - Returns: the runs that this settles, and those that it takes out of the best.
  private mutating func take(_ result: RunResult) -> [RunResult] {
    let until = plan.variations[result.variation].until
    var lane = lanes[result.variation]
    defer { lanes[result.variation] = lane }
    lane.results[result.position] = result
    guard let until else {
      return [result] + add(result, to: &lane.best)
    }
    var settled: [RunResult] = []
    while lane.first < lane.results.count, let next = lane.results[lane.first] {
      if lane.successes < until { settled += add(next, to: &lane.best) }
      if next.isSuccess(at: plan.success) { lane.successes += 1 }
      settled.append(next)
      lane.first += 1
    }
    // Behind the last success that is asked for, nothing counts, whatever is missing in between.
    if lane.successes >= until {
      settled += lane.results[lane.first...].compactMap(\.self)
    }
    return settled
  }

  /// - Returns: the run that is not among the best any more.
  private func add(_ result: RunResult, to best: inout [RunResult]) -> [RunResult] {
    guard result.best != nil, plan.keep > 0 else { return [] }
    best.insert(result, at: best.firstIndex { result.isBetter(than: $0) } ?? best.endIndex)
    return best.count > plan.keep ? [best.removeLast()] : []
  }

  // MARK: Folders

  private func bringUpToDate(_ index: Int, _ settled: [RunResult]) throws(FileError) {
    guard !settled.isEmpty else { return }
    let (variation, best) = (plan.variations[index], lanes[index].best)
    for result in best where settled.contains(where: { $0.position == result.position }) {
      try keep(folder.runFolder(variation, seed: result.seed).path, at: bestFolder(variation, result))
    }
    for result in settled {
      if plan.keep > 1, !best.contains(where: { $0.position == result.position }) {
        try SweepFolder.remove(bestFolder(variation, result))
      }
      try SweepFolder.remove(folder.runFolder(variation, seed: result.seed).path)
    }
  }

  private func bestFolder(_ variation: SweepVariation, _ result: RunResult) -> String {
    folder.bestFolder(variation, seed: result.seed, keep: plan.keep)
  }

  /// Puts a run's checkpoint in the place of the one that is there. Until it stands, the run's folder does.
  private func keep(_ run: String, at place: String) throws(FileError) {
    let names = [Checkpoint.fileName, RunFolder.recipeName, RunFolder.curveName]
    // Where one is gone, a process was killed while it removed the folder: the checkpoint stood then.
    let isWhole = names.allSatisfy { FileManager.default.fileExists(atPath: Folder.path(of: $0, in: run)) }
    guard isWhole else { return }
    var contents: [(name: String, bytes: [UInt8])] = []
    do throws(FileError) {
      for name in names { contents.append((name, try InputFile.read(Folder.path(of: name, in: run)))) }
    } catch {
      // A task has just found a better one, and removes this.
      guard error.category == .missing else { throw error }
      return
    }
    let new = place + ".new"
    try SweepFolder.remove(new)
    try Folder.create(new)
    for (name, bytes) in contents { try AtomicFile.write(bytes, to: Folder.path(of: name, in: new)) }
    try SweepFolder.remove(place)
    guard rename(new, place) == 0 else {
      throw FileError(
        .inputOutput, path: place, problem: "cannot be written: \(String(cString: strerror(errno)))",
        remedy: "choose a place where you may write")
    }
  }
}
