import Files
import Foundation
import Synchronization
import Training

/// Keeps a task's runs in its part.
///
/// Of runs' folders it keeps those that may become checkpoints in `best/`: with `until`, which seeds count is known only in the end,
/// but always a first part of them. So a run may be among the best as long as fewer than `keep` runs before it are better.
/// Successes of variations with `until` are told to other tasks by empty files, `parts/success-VARIATION-POSITION`.
final class PartKeeper: RunKeeper {
  private let plan: SweepPlan
  private let folder: SweepFolder
  private let part: SweepPart.Writer
  /// The results of each variation whose folders are kept, by position.
  private let candidates: Mutex<[Int: [RunResult]]>

  /// - Parameter finished: the task's runs that earlier attempts have finished.
  /// - Throws: `FileError` if a folder cannot be written.
  init(_ plan: SweepPlan, _ folder: SweepFolder, _ part: SweepPart.Writer, finished: [RunResult]) throws(FileError) {
    (self.plan, self.folder, self.part) = (plan, folder, part)
    candidates = Mutex([:])
    for result in finished { try settle(result) }
  }

  func keep(_ record: RunRecord) throws(FileError) {
    try part.add(record, of: plan)
    try settle(record.result)
    let result = record.result
    if plan.variations[result.variation].until != nil, result.isSuccess(at: plan.success) {
      try AtomicFile.write([], to: Folder.path(of: Self.name(result), in: folder.partsPath))
    }
  }

  // MARK: Folders

  private func settle(_ result: RunResult) throws(FileError) {
    let dropped = candidates.withLock { all in
      let known = ((all[result.variation] ?? []) + [result]).sorted { $0.position < $1.position }
      let kept = known.enumerated().filter { index, run in
        run.best != nil && known[..<index].count { $0.isBetter(than: run) } < plan.keep
      }.map(\.element)
      all[result.variation] = kept
      return known.filter { run in !kept.contains { $0.position == run.position } }
    }
    for run in dropped {
      try SweepFolder.remove(folder.runFolder(plan.variations[run.variation], seed: run.seed).path)
    }
  }

  // MARK: Successes

  private static let prefix = "success-"

  private static func name(_ result: RunResult) -> String { "\(prefix)\(result.variation)-\(result.position)" }

  func successesElsewhere() -> [(variation: Int, position: Int)] {
    guard plan.variations.contains(where: { $0.until != nil }) else { return [] }
    return SweepFolder.names(in: folder.partsPath).compactMap { name in
      guard name.hasPrefix(Self.prefix) else { return nil }
      let numbers = name.dropFirst(Self.prefix.count).split(separator: "-").map { Int($0) }
      guard numbers.count == 2, let variation = numbers[0], let position = numbers[1],
        plan.variations.indices.contains(variation), plan.variations[variation].seeds.seeds.indices.contains(position)
      else { return nil }
      return (variation, position)
    }
  }
}
