import Addition
import Lanes
import Transformer

/// Where a model learns of a carry that has come through a place: from its own previous digit, or from the operands further down.
///
/// Where the digits of place i - 1 sum to nine, a carry leaves that place exactly when one enters it, and the answer's digit there
/// tells: 0 with a carry, 9 without. A model can read that digit, or look ahead from the operands below. To tell which, the two are
/// made to disagree: of two problems that differ only in whether place i - 2 generates a carry, one is run with the digit Z[i-1]
/// that belongs to the other. Digit i then follows the digit that was swapped in, or the operands.
///
/// The swap is an interchange intervention on one input token (Geiger et al. 2021), teacher-forced: of everything the model reads,
/// only Z[i-1] is changed.
public struct CarryRoute: Codable, Hashable, Sendable {
  /// What the model answered at one place, the carry having come through the place below.
  public struct Place: Codable, Hashable, Sendable {
    /// The place of the digit that was read, 2...10.
    public let place: Int
    /// Without the swap: right digits.
    public let unchanged: Proportion
    /// With it: digits that follow the digit swapped in.
    public let followsOutput: Proportion
    /// With it: digits that follow the operands.
    public let followsOperands: Proportion
  }

  /// What the numbers say.
  public enum Verdict: String, Codable, Hashable, Sendable {
    /// At least nine in ten digits follow the previous output, the interval's lower end included.
    case previousOutput = "carries through its previous output"
    /// At least nine in ten follow the operands.
    case lookAhead = "looks ahead in the operands"
    /// Both matter.
    case mixed = "uses both"
    /// The model gets fewer than nine in ten of these digits right as it is.
    case undecidable = "does not add well enough to tell"
  }

  /// The share that a verdict takes.
  public static let decisiveShare = 0.9

  /// What the pairs were drawn with.
  public let seed: UInt64
  /// Every place that a carry can come to through another.
  public let places: [Place]

  /// All places together.
  public var overall: (unchanged: Proportion, followsOutput: Proportion, followsOperands: Proportion) {
    func sum(_ share: (Place) -> Proportion) -> Proportion { places.map(share).reduce(Proportion(0, of: 0), +) }
    return (sum(\.unchanged), sum(\.followsOutput), sum(\.followsOperands))
  }

  /// What the numbers say.
  public var verdict: Verdict {
    let (unchanged, output, operands) = overall
    if unchanged.interval95.lower < Self.decisiveShare { return .undecidable }
    if output.interval95.lower >= Self.decisiveShare { return .previousOutput }
    return operands.interval95.lower >= Self.decisiveShare ? .lookAhead : .mixed
  }

  /// Swaps the previous digit on pairs of problems.
  ///
  /// - Parameters:
  ///   - count: how many pairs for each place.
  ///   - seed: what they are drawn with.
  /// - Throws: `AnalysisError.intervention` for a model without token vectors at a hook.
  public init(_ model: Model, count: Int = 500, seed: UInt64 = 1, threads: Int = 1) throws(AnalysisError) {
    guard count > 0 else { throw .noProblems(suite: "carry route") }
    self.seed = seed
    var places: [Place] = []
    for place in 2..<Problem.sumDigits {
      places.append(try Self.measure(model, place, Self.pairs(place, count: count, seed: seed), threads: threads))
    }
    self.places = places
  }

  private static func measure(
    _ model: Model, _ place: Int, _ pairs: [ProblemPair], threads: Int
  ) throws(AnalysisError) -> Place {
    let format = model.architecture.format
    let swapped: Model
    do throws(InterventionError) {
      swapped = try model.intervening(with: [
        Intervention(hook: "hook_embed", positions: [format.answerPosition(place - 1)], operation: .donor)
      ])
    } catch { throw .intervention(error) }
    let clean = ProblemSuite(name: "clean", problems: pairs.map(\.clean))
    let other = ProblemSuite(name: "corrupted", problems: pairs.map(\.corrupted))
    let query = format.query(answerDigit: place)
    func digits(_ model: Model, donors: ProblemSuite?) -> [Int] {
      model.forEachBlock(of: clean, donors: donors, threads: threads, isLean: true, initial: [Int]()) {
        pass, weights, indices, digits in
        pass.forward(weights, positions: 0..<(query + 1), onlyAnswers: true)
        let token = pass.mostLikelyToken(at: query)
        digits += indices.indices.map { Int(token[$0 - indices.lowerBound]) }
      }.flatMap { $0 }
    }
    func share(_ answers: [Int], _ expected: (ProblemPair) -> Problem) -> Proportion {
      Proportion(zip(answers, pairs).count { $0 == Int(expected($1).sumDigits[place]) }, of: pairs.count)
    }
    let (before, after) = (digits(model, donors: nil), digits(swapped, donors: other))
    return Place(
      place: place, unchanged: share(before, \.clean), followsOutput: share(after, \.corrupted),
      followsOperands: share(after, \.clean))
  }

  /// Pairs whose place below the digit propagates a carry that the place below that one generates in one of them only. The digit of
  /// that place is the same in both. Which of the two is the clean one is drawn, too.
  static func pairs(_ place: Int, count: Int, seed: UInt64) -> [ProblemPair] {
    (0..<count).map { index in
      var random = RandomStream(seed: seed, purpose: .analysis, step: 4, index: index * Problem.sumDigits + place)
      func drawn() -> [Int] { (0..<Problem.operandDigits).map { _ in Int(random.below(10)) } }
      let (a, b) = (drawn(), drawn())
      var killing = Operands(a: a, b: b)
      killing.set(place - 1, sum: 9, &random)
      var generating = killing
      // Ten more generates a carry and leaves the digit.
      let sum = Operands.sum(isCarrying: false, &random)
      killing.set(place - 2, sum: sum, &random)
      generating.set(place - 2, sum: sum + 10, &random)
      return random.below(2) == 0
        ? ProblemPair(clean: killing.problem, corrupted: generating.problem)
        : ProblemPair(clean: generating.problem, corrupted: killing.problem)
    }
  }
}

extension CarryRoute {
  /// A row for every place, and one for all.
  public var table: StudyTable {
    var table = StudyTable(columns: ["place", "quantity"] + Estimate.columns("share"))
    func add(_ name: String, _ unchanged: Proportion, _ output: Proportion, _ operands: Proportion) {
      for (quantity, share) in [("right unchanged", unchanged), ("follows output", output), ("follows operands", operands)] {
        table.add([.text(name), .text(quantity)] + Estimate(share).cells)
      }
    }
    for place in places { add("Z\(place.place)", place.unchanged, place.followsOutput, place.followsOperands) }
    add("all", overall.unchanged, overall.followsOutput, overall.followsOperands)
    return table
  }
}
