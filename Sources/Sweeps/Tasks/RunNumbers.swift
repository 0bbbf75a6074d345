/// Numbers of runs, as ranges in ascending order.
struct RunNumbers: Hashable, Sendable {
  var ranges: [ClosedRange<Int>]

  /// Whether a run is among them.
  func contains(_ run: Int) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < run { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(run)
  }

  /// How many there are.
  var count: Int { ranges.reduce(0) { $0 + $1.count } }

  /// Numbers in ascending order, `size` of them in each part but the last.
  static func parts(of runs: [Int], size: Int) -> [RunNumbers] {
    stride(from: 0, to: runs.count, by: size).map { first in
      RunNumbers(ascending: runs[first..<min(first + size, runs.count)])
    }
  }

  private init(ascending runs: ArraySlice<Int>) {
    ranges = []
    for run in runs {
      if let last = ranges.last, last.upperBound + 1 == run {
        ranges[ranges.count - 1] = last.lowerBound...run
      } else {
        ranges.append(run...run)
      }
    }
  }
}

extension RunNumbers: Codable {
  /// Decodes `[[0, 15], [20, 20]]`.
  init(from decoder: any Decoder) throws {
    let pairs = try decoder.singleValueContainer().decode([[Int]].self)
    var (ranges, before) = ([ClosedRange<Int>](), -1)
    for pair in pairs {
      guard pair.count == 2, before < pair[0], pair[0] <= pair[1], pair[1] < 1_000_000 else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "is no list of ascending ranges of runs"))
      }
      ranges.append(pair[0]...pair[1])
      before = pair[1]
    }
    self.ranges = ranges
  }

  /// Encodes `[[0, 15], [20, 20]]`.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(ranges.map { [$0.lowerBound, $0.upperBound] })
  }
}
