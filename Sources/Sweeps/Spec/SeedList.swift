/// Seeds in the order in which they are tried; in JSON `"1-128"`, `"1-4,9"`, `7` or `[1, 2, 3]`.
public struct SeedList: Hashable, Sendable {
  /// Why a text or a list is none.
  public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and what would do.
    public let description: String
  }

  /// At least one, none twice, each below 2^63, which is what SQLite can hold.
  public let seeds: [UInt64]

  /// No list is longer.
  public static let most = 1_000_000
  /// The largest seed.
  public static let largest = UInt64(Int64.max)

  /// A list of these seeds.
  ///
  /// - Throws: `Problem` if there is none or one twice or one that is too large.
  public init(_ seeds: [UInt64]) throws(Problem) {
    guard !seeds.isEmpty else { throw Problem(description: "there is no seed; write \"1-10\" or [1, 2, 3]") }
    guard seeds.count <= Self.most else { throw Problem(description: "there are more than 1,000,000 seeds") }
    var known: Set<UInt64> = []
    for seed in seeds {
      guard seed <= Self.largest else { throw Problem(description: "the seed \(seed) is above 2^63 - 1") }
      guard known.insert(seed).inserted else { throw Problem(description: "the seed \(seed) appears twice") }
    }
    self.seeds = seeds
  }

  /// Reads `1-128`, or several such parts with commas between them.
  ///
  /// - Throws: `Problem`.
  public init(_ text: String) throws(Problem) {
    var seeds: [UInt64] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let word = part.filter { $0 != " " }
      let ends = word.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
      guard let first = ends[0], let last = ends[ends.count - 1], ends.count <= 2 else {
        throw Problem(description: "'\(text.prefix(80))' is no list of seeds; write 1-10 or 1,2,3")
      }
      guard first <= last else { throw Problem(description: "'\(word)' runs backwards; write \(last)-\(first)") }
      guard last - first < Self.most, seeds.count + Int(last - first) < Self.most else {
        throw Problem(description: "there are more than 1,000,000 seeds")
      }
      seeds += first...last
    }
    try self.init(seeds)
  }
}

extension SeedList: CustomStringConvertible {
  /// The shortest text that gives the list: `1-4,9`.
  public var description: String {
    var runs: [(first: UInt64, last: UInt64)] = []
    for seed in seeds {
      if let run = runs.last, run.last + 1 == seed {
        runs[runs.count - 1].last = seed
      } else {
        runs.append((seed, seed))
      }
    }
    return runs.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)" }.joined(separator: ",")
  }
}

extension SeedList: Codable {
  /// Decodes a text, a number or a list of numbers.
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    do {
      if let text = try? value.decode(String.self) {
        try self.init(text)
      } else if let seed = try? value.decode(UInt64.self) {
        try self.init([seed])
      } else {
        try self.init(try value.decode([UInt64].self))
      }
    } catch let problem as Problem {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem.description))
    }
  }

  /// Encodes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
