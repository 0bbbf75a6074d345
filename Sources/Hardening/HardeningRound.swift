import Addition
import Certificates
import Files

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

  /// The table's columns.
  private static let columns =
    "round,verdict,wrong_found,looked_at,margin,adderboard_correct,adderboard_problems,learning_rate"

  /// A table for files.
  var csv: String {
    let rows = map { row in
      [
        "\(row.round)", row.verdict.rawValue, "\(row.wrong)", "\(row.looked)", row.margin.map { "\($0)" } ?? "",
        "\(row.board.count)", "\(row.board.total)", row.learningRate.map { "\($0)" } ?? "",
      ].joined(separator: ",")
    }
    return ([Self.columns] + rows).joined(separator: "\n") + "\n"
  }

  /// Reads such a table, of at most a million bytes.
  ///
  /// - Throws: `FileError` naming the line that is wrong.
  static func read(_ path: String) throws(FileError) -> [HardeningRound] {
    let text = String(decoding: try InputFile.read(path, upTo: 1_000_000), as: UTF8.self)
    let lines = text.split(separator: "\n")
    func fail(_ line: Int) -> FileError {
      FileError(
        .badData, path: path, problem: "line \(line) is not a round of hardening", remedy: "the columns are \(columns)")
    }
    guard lines.first.map(String.init) == columns else { throw fail(1) }
    var rounds: [HardeningRound] = []
    for (index, line) in lines.enumerated().dropFirst() {
      guard let round = HardeningRound(line.split(separator: ",", omittingEmptySubsequences: false)), round.round == index - 1
      else { throw fail(index + 1) }
      rounds.append(round)
    }
    guard !rounds.isEmpty else { throw fail(2) }
    return rounds
  }
}

extension HardeningRound {
  /// A row's fields, or nil if they make no round.
  fileprivate init?(_ fields: [Substring]) {
    guard fields.count == 8, let verdict = Verdict(rawValue: String(fields[1])) else { return nil }
    let counts = [0, 2, 3, 5, 6].compactMap { Int(fields[$0]) }
    guard counts.count == 5, counts.allSatisfy({ $0 >= 0 }), counts[1] <= counts[2], counts[3] <= counts[4] else { return nil }
    let optionals = [fields[4], fields[7]].map { Double($0) }
    guard zip(optionals, [fields[4], fields[7]]).allSatisfy({ $0?.isFinite ?? $1.isEmpty }) else { return nil }
    self.init(
      round: counts[0], verdict: verdict, wrong: counts[1], looked: counts[2], margin: optionals[0],
      board: Proportion(counts[3], of: counts[4]), learningRate: optionals[1])
  }
}
