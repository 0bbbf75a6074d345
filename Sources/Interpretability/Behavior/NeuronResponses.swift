import Addition
import Lanes
import Transformer

/// What each hidden unit of the MLPs does where a digit is predicted, by the sum of the place's two operand digits and the carry into
/// it: the two numbers that say the right digit.
public struct NeuronResponses: Codable, Hashable, Sendable {
  /// A unit's activation on one digit sum, with or without a carry.
  public struct Response: Codable, Hashable, Sendable {
    /// The sum of the operands' digits, 0...18.
    public let digitSum: Int
    /// Whether a carry enters.
    public let hasCarry: Bool
    /// How many digits that is of; with none the others are zero.
    public let count: Int
    /// The activation behind the nonlinearity: its mean, the least and the greatest.
    public let mean, least, greatest: Double
  }

  /// One hidden unit.
  public struct Unit: Codable, Hashable, Sendable {
    /// The block, from 0.
    public let layer: Int
    /// The unit within the block, from 0.
    public let unit: Int
    /// For every digit sum without, then with a carry.
    public let responses: [Response]
    /// The share of the activation's variance that digit sum and carry explain, 0...1; nil for a unit that does not move.
    public let explained: Double?

    /// Such as `L0 unit 1`.
    public var name: String { "L\(layer) unit \(unit)" }
    /// The responses with or without a carry that there are.
    public func responses(hasCarry: Bool) -> [Response] { responses.filter { $0.hasCarry == hasCarry && $0.count > 0 } }
    /// The least activation of all.
    public var least: Double { responses.lazy.filter { $0.count > 0 }.map(\.least).min() ?? 0 }
    /// The greatest activation of all.
    public var greatest: Double { responses.lazy.filter { $0.count > 0 }.map(\.greatest).max() ?? 0 }
    /// The greatest less the least activation.
    public var range: Double { greatest - least }
  }

  /// The problems.
  public let source: ProblemSource
  /// All units, by block.
  public let units: [Unit]

  private static let groups = 38

  /// Runs every problem, teacher-forced, and looks at the queries that predict Z0 to Z9.
  ///
  /// - Throws: `AnalysisError.noProblems`, `.notFinite` for a diverged model, `.noHook` for a model without an MLP.
  public init(_ model: Model, on suite: ProblemSuite = .carry(), threads: Int = 1) throws(AnalysisError) {
    try suite.requireProblems()
    let hooks = (0..<model.architecture.layers).compactMap { layer in
      model.program.hook("blocks.\(layer).mlp.hook_post").map { (layer: layer, hook: $0) }
    }
    guard !hooks.isEmpty else { throw .noHook("blocks.0.mlp.hook_post") }
    let format = model.architecture.format
    let widths = hooks.map { $0.hook.features(positions: model.program.positions) }
    let initial = widths.map { Sums(units: $0) }
    let parts = model.forEachBlock(of: suite, threads: threads, initial: initial) { pass, weights, indices, sums in
      pass.forward(weights)
      for (lane, index) in indices.enumerated() {
        let (a, b, carries) = (suite[index].aDigits, suite[index].bDigits, Carries(suite[index]))
        for place in 0..<Problem.operandDigits {
          let group = Int(a[place]) + Int(b[place]) + (carries.carryIn(place) ? 19 : 0)
          let query = format.query(answerDigit: place)
          for (layer, hook) in hooks.enumerated() {
            for unit in 0..<widths[layer] {
              sums[layer].add(
                Double(pass.activation(hook.hook, lane: lane, position: query, feature: unit)), unit: unit, group: group)
            }
          }
        }
      }
    }
    let sums = parts.reduce(into: initial) { total, part in
      for layer in total.indices { total[layer].add(part[layer]) }
    }
    guard sums.allSatisfy(\.isFinite) else { throw .notFinite(quantity: "a hidden unit") }
    source = suite.source
    units = zip(hooks, zip(widths, sums)).flatMap { hook, sums in
      (0..<sums.0).map { sums.1.unit($0, layer: hook.layer) }
    }
  }

  private struct Sums: Sendable {
    /// `[unit][group]`; groups are digit sums without, then with a carry.
    private var count: [Int]
    private var sum, sumOfSquares, least, greatest: [Double]

    init(units: Int) {
      count = [Int](repeating: 0, count: units * NeuronResponses.groups)
      sum = [Double](repeating: 0, count: count.count)
      sumOfSquares = sum
      least = [Double](repeating: .infinity, count: count.count)
      greatest = [Double](repeating: -.infinity, count: count.count)
    }

    mutating func add(_ value: Double, unit: Int, group: Int) {
      let i = unit * NeuronResponses.groups + group
      count[i] += 1
      sum[i] += value
      sumOfSquares[i] += value * value
      least[i] = min(least[i], value)
      greatest[i] = max(greatest[i], value)
    }

    mutating func add(_ other: Sums) {
      for i in count.indices {
        count[i] += other.count[i]
        sum[i] += other.sum[i]
        sumOfSquares[i] += other.sumOfSquares[i]
        least[i] = min(least[i], other.least[i])
        greatest[i] = max(greatest[i], other.greatest[i])
      }
    }

    var isFinite: Bool { sumOfSquares.allSatisfy(\.isFinite) }

    func unit(_ unit: Int, layer: Int) -> Unit {
      let range = (unit * NeuronResponses.groups)..<((unit + 1) * NeuronResponses.groups)
      let responses = range.map { i in
        let isSeen = count[i] > 0
        return Response(
          digitSum: (i - range.lowerBound) % 19, hasCarry: i - range.lowerBound >= 19, count: count[i],
          mean: isSeen ? sum[i] / Double(count[i]) : 0, least: isSeen ? least[i] : 0, greatest: isSeen ? greatest[i] : 0)
      }
      let all = Double(count[range].reduce(0, +))
      let mean = sum[range].reduce(0, +) / all
      let square = sumOfSquares[range].reduce(0, +)
      let total = square - all * mean * mean
      let within = range.reduce(0) { $0 + (count[$1] > 0 ? sumOfSquares[$1] - sum[$1] * sum[$1] / Double(count[$1]) : 0) }
      // What is left of a unit that never moves is rounding.
      let moves = total > 1e-9 * max(square, .leastNormalMagnitude)
      return Unit(
        layer: layer, unit: unit, responses: responses, explained: moves ? min(max(1 - within / total, 0), 1) : nil)
    }
  }

  /// A row for each unit, digit sum and carry that was seen.
  public var table: StudyTable {
    var table = StudyTable(columns: [
      "unit", "digit sum", "carry in", "digits", "mean activation", "least", "greatest", "explained by sum and carry",
    ])
    for unit in units {
      for response in unit.responses where response.count > 0 {
        table.add([
          .text(unit.name), .count(response.digitSum), .count(response.hasCarry ? 1 : 0), .count(response.count),
          .number(response.mean), .number(response.least), .number(response.greatest), .optional(unit.explained),
        ])
      }
    }
    return table
  }
}
