import Traces

/// What a trace's values are like, hook by hook.
public struct TraceStatistics: Codable, Sendable {
  /// One hook's values over all problems and places.
  public struct Hook: Codable, Sendable {
    /// The hook's name.
    public let hook: String
    /// Dimensions and sizes after `problem`.
    public let dimensions: [String: Int]
    /// The finite values.
    public let count: Int
    /// The others: attention scores that the mask hides.
    public let masked: Int
    /// The mean of the finite values; nil where there are none.
    public let mean: Double?
    /// Their standard deviation, dividing by their number.
    public let deviation: Double?
    /// The least of them.
    public let least: Double?
    /// The greatest of them.
    public let greatest: Double?
  }

  /// Those of activations, in the trace's order.
  public let activations: [Hook]
  /// Those of gradients.
  public let gradients: [Hook]

  /// Reads the whole trace once, a few megabytes at a time.
  /// - Throws: `TraceError`.
  public init(_ reader: TraceReader) throws(TraceError) {
    var (activations, gradients): ([Hook], [Hook]) = ([], [])
    for hook in reader.hooks { activations.append(try Self.statistics(reader, .activation, hook)) }
    for hook in reader.gradients { gradients.append(try Self.statistics(reader, .gradient, hook)) }
    self.activations = activations
    self.gradients = gradients
  }

  private static func statistics(
    _ reader: TraceReader, _ kind: TraceWriter.Kind, _ hook: TraceHook
  ) throws(TraceError) -> Hook {
    var all = Moments()
    var masked = 0
    try reader.forEachPortion(kind, hook.name) { (slice) throws(TraceError) in
      let moments = Moments(of: slice.values)
      masked += slice.values.count - moments.count
      all.merge(moments)
    }
    return Hook(
      hook: hook.name, dimensions: Dictionary(uniqueKeysWithValues: hook.dimensions.map { ($0.name, $0.size) }),
      count: all.count, masked: masked, mean: all.count > 0 ? all.mean : nil,
      deviation: all.count > 0 ? (all.squares / Double(all.count)).squareRoot() : nil,
      least: all.count > 0 ? all.least : nil, greatest: all.count > 0 ? all.greatest : nil)
  }
}

/// Count, mean and squares of some numbers; two of them are merged without a loss of digits (Chan, Golub and LeVeque 1979).
private struct Moments {
  private(set) var count = 0
  private(set) var mean = 0.0
  /// The sum of the squared distances from the mean.
  private(set) var squares = 0.0
  private(set) var least = Double.infinity
  private(set) var greatest = -Double.infinity

  init() {}

  /// Those of the finite numbers.
  init(of numbers: [Double]) {
    var sum = 0.0
    for number in numbers where number.isFinite {
      count += 1
      sum += number
      least = min(least, number)
      greatest = max(greatest, number)
    }
    guard count > 0 else { return }
    mean = sum / Double(count)
    for number in numbers where number.isFinite { squares += (number - mean) * (number - mean) }
  }

  mutating func merge(_ other: Moments) {
    guard other.count > 0 else { return }
    let total = count + other.count
    let distance = other.mean - mean
    squares += other.squares + distance * distance * Double(count) * Double(other.count) / Double(total)
    mean += distance * Double(other.count) / Double(total)
    count = total
    least = min(least, other.least)
    greatest = max(greatest, other.greatest)
  }
}
