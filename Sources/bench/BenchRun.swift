import Foundation

/// One run of the bench: what to measure with, and the rows so far.
///
/// Owned by the command; the jobs are its extensions, a file each.
final class BenchRun {
  /// The threads of every job; training is measured with one as well.
  let threads: Int
  let models: [BenchModel]
  let rounds: Rounds
  let peers: Peers?
  private let signals = BenchSignals()
  private(set) var rows: [BenchRow] = []
  /// What the reader must know beside the table, without repetition.
  private var notes: [String] = []
  /// The machine's peak by number of threads, once measured.
  var peaks: [Int: KnownPeak] = [:]

  init(threads: Int, models: [BenchModel], rounds: Rounds, peers: Peers?) {
    (self.threads, self.models, self.rounds, self.peers) = (threads, models, rounds, peers)
  }

  /// One thread, then all.
  var threadCounts: [Int] { threads > 1 ? [1, threads] : [1] }

  /// Adds a row and prints it, under the titles if it is the first.
  func add(_ row: BenchRow) {
    if rows.isEmpty { show(ResultTable.titles) }
    rows.append(row)
    show(ResultTable.line(row))
  }

  /// Adds a line below the table, once.
  func note(_ text: String) {
    if !notes.contains(text) { notes.append(text) }
  }

  /// Prints what comes below the table.
  func finish(json: String) {
    show("")
    for note in notes { show(note) }
    show("The rows as JSON: \(json)")
  }

  /// Times workloads by turns; a peer, if there is one, has its turn halfway.
  ///
  /// - Returns: units per second, a spread for each workload, and what the peer gave.
  func measure(
    _ workloads: [Workload], peer request: Peers.Request? = nil
  ) throws -> (ours: [Rates], peer: PeerFigures) {
    var figures = PeerFigures()
    let ours = try rounds.rates(of: workloads) { round throws in
      try signals.check()
      guard round == rounds.count / 2, let peers, let request else { return }
      figures = try peers.run(request, signals: signals)
    }
    figures.notes.forEach(note)
    return (ours, figures)
  }

  /// Lines appear as they are measured, even in a pipe.
  private func show(_ line: String) {
    print(line)
    fflush(nil)
  }
}
