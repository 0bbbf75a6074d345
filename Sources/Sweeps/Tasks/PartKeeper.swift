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
  /// Where runs are trained: the sweep's folder, or one of this machine's own.
  private let workplace: SweepFolder
  private let part: SweepPart.Writer
  /// The results of each variation whose folders are kept, by position.
  private let candidates: Mutex<[Int: [RunResult]]>

  /// - Parameters:
  ///   - workplace: where runs are trained.
  ///   - finished: the task's runs that earlier attempts have finished.
  /// - Throws: `FileError` if a folder cannot be written.
  init(
    _ plan: SweepPlan, _ folder: SweepFolder, workplace: SweepFolder, _ part: SweepPart.Writer, finished: [RunResult]
  ) throws(FileError) {
    (self.plan, self.folder, self.workplace, self.part) = (plan, folder, workplace, part)
    candidates = Mutex([:])
    for result in finished { try settle(result) }
  }

  func keep(_ record: RunRecord) throws(FileError) {
    let result = record.result
    if workplace.path != folder.path { try bringHome(result) }
    try part.add(record, of: plan)
    try settle(result)
    if plan.variations[result.variation].until != nil, result.isSuccess(at: plan.success) {
      try AtomicFile.write([], to: Folder.path(of: Self.name(result), in: folder.partsPath))
    }
  }

  // MARK: Folders

  /// A variation's candidates and one run more, by position, and which of them may be among the best.
  private func known(_ result: RunResult, besides all: [Int: [RunResult]]) -> (runs: [RunResult], candidates: [RunResult]) {
    let runs = ((all[result.variation] ?? []) + [result]).sorted { $0.position < $1.position }
    let candidates = runs.enumerated().filter { index, run in
      run.best != nil && runs[..<index].count { $0.isBetter(than: run) } < plan.keep
    }.map(\.element)
    return (runs, candidates)
  }

  private func settle(_ result: RunResult) throws(FileError) {
    let dropped = candidates.withLock { all in
      let (runs, kept) = known(result, besides: all)
      all[result.variation] = kept
      return runs.filter { run in !kept.contains { $0.position == run.position } }
    }
    for run in dropped {
      try SweepFolder.remove(folder.runFolder(plan.variations[run.variation], seed: run.seed).path)
    }
  }

  /// Brings a run that was trained elsewhere into the sweep's folder, if it may be among the best. Before anybody is told that it is
  /// finished: then nobody will train it again.
  private func bringHome(_ result: RunResult) throws(FileError) {
    let variation = plan.variations[result.variation]
    let source = workplace.runFolder(variation, seed: result.seed).path
    let isCandidate = candidates.withLock { all in
      known(result, besides: all).candidates.contains { $0.position == result.position }
    }
    if isCandidate {
      let target = folder.runFolder(variation, seed: result.seed).path
      try Folder.create(target)
      for name in SweepFolder.names(in: source) where !name.hasPrefix(".") {
        try AtomicFile.write(try InputFile.read(Folder.path(of: name, in: source)), to: Folder.path(of: name, in: target))
      }
    }
    try SweepFolder.remove(source)
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
