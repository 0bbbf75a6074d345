import Addition
import Transformer

/// Whether one direction of an activation holds the carry: distributed alignment (Geiger et al. 2024) of the causal model "the digit is
/// the sum of its operands' digits and the carry, modulo ten" with subspaces of one dimension.
///
/// Problem and donor are independent of each other. Where the digit of a place is predicted, the activation's component along a
/// direction becomes what it is for the donor; the causal model then expects the problem's digits with the donor's carry. The direction
/// is searched on pairs of its own; the share of expected digits on others is the interchange-intervention accuracy. Beside it stand
/// directions drawn at random, and the interchange of the whole activation, which brings the donor's digits along.
public struct CarryAlignment: Codable, Hashable, Sendable {
  /// Digits that are as the causal model expects them.
  public struct Accuracy: Codable, Hashable, Sendable {
    /// Of pairs whose carries differ: the digit has to change.
    public let changing: Proportion
    /// Of pairs with the same carry: the digit has to stay.
    public let staying: Proportion

    /// Of all pairs: half of them change.
    public var all: Proportion { changing + staying }

    /// The lower of the two shares.
    var worse: Double { min(changing.rate ?? 0, staying.rate ?? 0) }
  }

  /// One activation.
  public struct Row: Codable, Hashable, Sendable {
    /// The hook.
    public let hook: String
    /// The numbers of the activation at one position.
    public let width: Int
    /// The direction, of length one, heads end to end; empty where the activation is always the same.
    public let direction: [Double]
    /// Interchanging the component along it.
    public let aligned: Accuracy
    /// Interchanging the component along random directions.
    public let random: Accuracy
    /// Interchanging all of it.
    public let whole: Accuracy
  }

  /// What pairs and random directions follow from.
  public let seed: UInt64
  /// Pairs that directions were searched on, and pairs that they were judged on.
  public let trainingPairs: Int
  /// See `trainingPairs`.
  public let testPairs: Int
  /// The model as it is: its right digits of the pairs with different carries, and with the same.
  public let plain: Accuracy
  /// Activation by activation.
  public let rows: [Row]

  /// A direction of which fewer digits change, or fewer stay, as they should does not hold the carry.
  public static let leastOfCarry = 0.8

  /// What follows, in a sentence: the activation with a direction that holds the carry, or that there is none.
  public var verdict: String {
    let ranked = rows.max { ($0.aligned.worse, $1.hook) < ($1.aligned.worse, $0.hook) }
    guard let best = ranked, !best.direction.isEmpty else {
      return "There is no direction to look for: the activations do not vary."
    }
    let numbers = "\(best.aligned.changing.percent) of digits change and \(best.aligned.staying.percent) stay as they should"
    return best.aligned.worse >= Self.leastOfCarry
      ? "One direction of \(best.hook) holds the carry: \(numbers)."
      : "No single direction of these activations holds the carry: at best, in \(best.hook), \(numbers)."
  }

  /// Random directions whose pairs are counted together.
  public static let randomDirections = 8

  /// Searches and judges a direction at every hook.
  ///
  /// - Parameters:
  ///   - places: the answer's digits that are looked at, each as often as another; a carry can enter 1 to 10.
  ///   - hooks: nil for every block's `hook_z`, `hook_attn_out`, `hook_resid_mid` and `hook_post`.
  ///   - progress: told of hooks.
  /// - Throws: `AnalysisError.noHook`; `.plan` for a hook of attention weights; `.notFinite`; `.numerical`.
  public init(
    _ model: Model, places: ClosedRange<Int> = 1...Problem.operandDigits, hooks: [String]? = nil, seed: UInt64 = 1,
    threads: Int = 1, progress: StudyProgress = { _, _ in }
  ) throws(AnalysisError) {
    guard (1...Problem.operandDigits).contains(places.lowerBound), places.upperBound <= Problem.operandDigits else {
      throw .plan(
        "a carry enters the answer's digits 1 to \(Problem.operandDigits), not \(places.lowerBound) to \(places.upperBound)")
    }
    let training = InterchangeSample(.training, places: places, seed: seed, blocks: 2)
    let test = InterchangeSample(.test, places: places, seed: seed, blocks: 4)
    let judge = InterchangeMeasurer(model: model, sample: test, threads: threads)
    self.seed = seed
    (trainingPairs, testPairs) = (training.trials.count, test.trials.count)
    plain = Accuracy([judge.measure([]).plain.keepsBase], test)
    var rows: [Row] = []
    let names = hooks ?? AlignmentSite.usual(of: model.program)
    for (index, name) in names.enumerated() {
      let site = try AlignmentSite(name, of: model.program)
      let search = AlignmentSearch(model: model, site: site, sample: training, threads: threads)
      let direction = try search.direction() ?? [Double](repeating: 0, count: site.width)
      let directions = [direction] + Self.random(site.width, seed: seed, stream: index)
      var states: [[Program]] = []
      for direction in directions {
        var programs: [Program] = []
        for place in test.places { programs.append(try site.interchanging(direction, in: model.program, place: place)) }
        states.append(programs)
      }
      var whole: [Program] = []
      for place in test.places { whole.append(try site.interchangingAll(in: model.program, place: place)) }
      let outcomes = judge.measure(states + [whole]).states.map(\.givesExpected)
      rows.append(
        Row(
          hook: name, width: site.width, direction: direction.allSatisfy { $0 == 0 } ? [] : direction,
          aligned: Accuracy([outcomes[0]], test), random: Accuracy(Array(outcomes[1...Self.randomDirections]), test),
          whole: Accuracy([outcomes[outcomes.count - 1]], test)))
      progress(index + 1, names.count)
    }
    self.rows = rows
  }

  private static func random(_ width: Int, seed: UInt64, stream: Int) -> [[Double]] {
    (0..<randomDirections).map { index in
      var random = RandomStream(seed: seed, purpose: .analysis, step: 45, index: stream * randomDirections + index)
      let vector = (0..<width).map { _ in random.normal() }
      return AlignmentSearch.unit(vector) ?? vector
    }
  }

  /// Every accuracy, a row each.
  public var table: StudyTable {
    var table = StudyTable(columns: ["hook", "width", "interchanged", "pairs"] + Estimate.columns("accuracy"))
    func add(_ hook: String?, _ width: Int?, _ what: String, _ accuracy: Accuracy) {
      for (pairs, share) in [("carries differ", accuracy.changing), ("same carry", accuracy.staying), ("all", accuracy.all)] {
        table.add(
          [hook.map { .text($0) } ?? .none, width.map { .count($0) } ?? .none, .text(what), .text(pairs)] + Estimate(share).cells)
      }
    }
    add(nil, nil, "nothing (right digits)", plain)
    for row in rows {
      add(row.hook, row.width, "the direction found", row.aligned)
      add(row.hook, row.width, "random directions", row.random)
      add(row.hook, row.width, "the whole activation", row.whole)
    }
    return table
  }
}

extension CarryAlignment {
  private enum CodingKeys: CodingKey { case seed, trainingPairs, testPairs, plain, rows, verdict }

  /// Encodes the verdict beside the numbers that it follows from.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(verdict, forKey: .verdict)
    try container.encode(seed, forKey: .seed)
    try container.encode(trainingPairs, forKey: .trainingPairs)
    try container.encode(testPairs, forKey: .testPairs)
    try container.encode(plain, forKey: .plain)
    try container.encode(rows, forKey: .rows)
  }

  /// Decodes the numbers.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    seed = try container.decode(UInt64.self, forKey: .seed)
    trainingPairs = try container.decode(Int.self, forKey: .trainingPairs)
    testPairs = try container.decode(Int.self, forKey: .testPairs)
    plain = try container.decode(Accuracy.self, forKey: .plain)
    rows = try container.decode([Row].self, forKey: .rows)
  }
}

extension CarryAlignment.Accuracy {
  /// Of runs over a sample, counted together.
  init(_ runs: [[Bool]], _ sample: InterchangeSample) {
    func share(_ changes: Bool) -> Proportion {
      let chosen = sample.trials.indices.filter {
        (sample.trials[$0].base.sumDigits[sample.trials[$0].place] != sample.trials[$0].expected) == changes
      }
      return Proportion(runs.reduce(0) { sum, run in sum + chosen.count { run[$0] } }, of: chosen.count * runs.count)
    }
    (changing, staying) = (share(true), share(false))
  }
}
