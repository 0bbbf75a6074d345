/// In JSON `{"suite": "carry", "problems": 2000, "seed": 1}`; `{"sums": [{"a": 1, "b": 2}]}`; `{"file": "sums.csv"}`, with
/// `problems` once it has been read; for what a program made, `{"list": "mine", "problems": 3}`.
extension ProblemSource: Codable {
  /// More problems than anybody runs, and few enough to reckon with.
  private static let most = 1_000_000_000_000

  private enum CodingKeys: CodingKey { case suite, problems, seed, sums, file, list }

  /// Decodes and validates; a suite without a seed has seed 1.
  /// - Throws: `DecodingError` for an unknown suite or a missing or impossible number.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func count() throws -> Int {
      let count = try container.decode(Int.self, forKey: .problems)
      guard (0...Self.most).contains(count) else {
        throw DecodingError.dataCorruptedError(
          forKey: .problems, in: container, debugDescription: "\(count) is no number of problems")
      }
      return count
    }
    if let sums = try container.decodeIfPresent([Problem].self, forKey: .sums) {
      self = .sums(sums)
    } else if let path = try container.decodeIfPresent(String.self, forKey: .file) {
      self = .file(path, count: container.contains(.problems) ? try count() : nil)
    } else if let name = try container.decodeIfPresent(String.self, forKey: .list) {
      self = .list(name: name, count: try count())
    } else {
      let kind = try container.decode(SuiteKind.self, forKey: .suite)
      let seed = try container.decodeIfPresent(UInt64.self, forKey: .seed)
      self = kind.source(count: kind.isSized ? try count() : 0, seed: seed ?? 1)
    }
  }

  /// Encodes what is needed to make them again, and how many they are.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .adderBoard, .uniform, .carry: try container.encode(name, forKey: .suite)
    case .sums(let problems): return try container.encode(problems, forKey: .sums)
    case .file: try container.encode(name, forKey: .file)
    case .list: try container.encode(name, forKey: .list)
    }
    try container.encodeIfPresent(count, forKey: .problems)
    try container.encodeIfPresent(seed, forKey: .seed)
  }
}
