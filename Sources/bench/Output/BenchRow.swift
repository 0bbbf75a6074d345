import Foundation

/// One figure of the table, with the peer's beside it if there is one.
struct BenchRow: Equatable {
  /// What was done, such as `training`.
  let job: String
  /// The model's name, or the machine's part.
  let model: String
  let threads: Int
  let spread: Spread
  let unit: String
  /// The fastest peer, if any ran.
  var peer: PeerFigure?

  /// How many times the peer's rate ours is.
  var ratio: Double? { peer.map { spread.median / $0.value } }

  /// Rows as a JSON array, with sorted keys and a null for every peer that is not there.
  static func json(_ rows: [BenchRow]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(rows), as: UTF8.self) + "\n"
  }
}

extension BenchRow: Encodable {
  private enum CodingKeys: String, CodingKey {
    case job, model, threads, value, unit, low, median, high, peer, ratio
    case peerValue = "peer_value"
  }

  /// Encodes `value`, which is the median, with `low`, `median` and `high`; `peer`, `peer_value` and `ratio` may be null.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(job, forKey: .job)
    try container.encode(model, forKey: .model)
    try container.encode(threads, forKey: .threads)
    try container.encode(spread.median, forKey: .value)
    try container.encode(unit, forKey: .unit)
    try container.encode(spread.low, forKey: .low)
    try container.encode(spread.median, forKey: .median)
    try container.encode(spread.high, forKey: .high)
    try container.encode(peer?.peer, forKey: .peer)
    try container.encode(peer?.value, forKey: .peerValue)
    try container.encode(ratio, forKey: .ratio)
  }
}
