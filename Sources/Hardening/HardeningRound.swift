import Addition
import Certificates

/// What is known of the weights after a round of hardening; after round 0, of those it begins with.
public struct HardeningRound: Codable, Hashable, Sendable {
  /// Rounds of training before.
  public let round: Int
  /// What a certificate says.
  public let verdict: Verdict
  /// How many inputs were found wrong, and how many were looked at.
  public let wrong, looked: Int
  /// Of a proof the least margin that there is; else the least that was found. No number: none was found.
  public let margin: Double?
  /// AdderBoard's suite.
  public let board: Proportion
  /// The highest learning rate of the round; nil for round 0.
  public let learningRate: Double?

  /// Whether it is better than another: proved; without losing sums of AdderBoard that `start` had right; with fewer wrong inputs; with
  /// a greater margin.
  func isBetter(than other: HardeningRound, start: HardeningRound) -> Bool {
    func keepsBoard(_ round: HardeningRound) -> Bool { round.board.count >= start.board.count }
    if (verdict == .proved) != (other.verdict == .proved) { return verdict == .proved }
    if keepsBoard(self) != keepsBoard(other) { return keepsBoard(self) }
    if wrong != other.wrong { return wrong < other.wrong }
    return (margin ?? -.infinity) > (other.margin ?? -.infinity)
  }
}

extension [HardeningRound] {
  /// The best round; of equals the first.
  public var best: HardeningRound? {
    guard let start = first else { return nil }
    return dropFirst().reduce(start) { $1.isBetter(than: $0, start: start) ? $1 : $0 }
  }

  /// A table for files.
  var csv: String {
    let rows = map { row in
      [
        "\(row.round)", row.verdict.rawValue, "\(row.wrong)", "\(row.looked)", row.margin.map { "\($0)" } ?? "",
        "\(row.board.count)", "\(row.board.total)", row.learningRate.map { "\($0)" } ?? "",
      ].joined(separator: ",")
    }
    let titles = "round,verdict,wrong_found,looked_at,margin,adderboard_correct,adderboard_problems,learning_rate"
    return ([titles] + rows).joined(separator: "\n") + "\n"
  }
}
