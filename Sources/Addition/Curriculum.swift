/// Training on short operands first. In JSON an array of stages:
/// `[{"digits": [1, 3], "steps": 2000}, {"digits": [1, 6], "steps": 5000}, {"digits": [1, 10]}]`.
public struct Curriculum: Hashable, Sendable {
  /// A range of digit counts and for how many steps it is trained on.
  public struct Stage: Hashable, Sendable, Codable {
    /// How many digits operands have.
    public let digits: DigitRange
    /// For how many steps; `nil` in a last stage that lasts until training ends.
    public let steps: Int?

    /// A stage of `steps` steps, or without end.
    public init(digits: DigitRange, steps: Int? = nil) {
      self.digits = digits
      self.steps = steps
    }
  }

  /// The stages in order, at least one.
  public let stages: [Stage]

  /// A curriculum of stages. After the last stage's steps, if it has a number, the last stage goes on.
  /// - Throws: `SamplingError` when there is no stage, a stage has no steps, a stage other than the last has no end, or the
  ///   steps overflow.
  public init(_ stages: [Stage]) throws(SamplingError) {
    guard !stages.isEmpty else { throw .noStages }
    var total = 0
    for (index, stage) in stages.enumerated() {
      guard let steps = stage.steps else {
        guard index == stages.count - 1 else { throw .endlessStage(index + 1) }
        continue
      }
      guard steps > 0 else { throw .stageWithoutSteps(index + 1) }
      let (sum, overflow) = total.addingReportingOverflow(steps)
      guard !overflow else { throw .tooManySteps }
      total = sum
    }
    self.init(known: stages)
  }

  private init(known stages: [Stage]) {
    self.stages = stages
  }

  /// One to ten digits from the first step on.
  public static let none = Curriculum(known: [Stage(digits: .all)])

  /// The published one of gpt-acc-jax, the low-rank line and MicroAdder: 1-3 digits for 2,000 steps, 1-6 for 5,000, then 1-10.
  public static let published = Curriculum(known: [
    Stage(digits: DigitRange(known: 1, 3), steps: 2_000),
    Stage(digits: DigitRange(known: 1, 6), steps: 5_000),
    Stage(digits: .all),
  ])

  /// The index of the stage that a step, counted from 0, belongs to.
  public func stageIndex(at step: Int) -> Int {
    var end = 0
    for (index, stage) in stages.enumerated() {
      guard let steps = stage.steps else { return index }
      end += steps
      if step < end { return index }
    }
    return stages.count - 1
  }

  /// How many digits operands have at a step, counted from 0.
  public func digits(at step: Int) -> DigitRange {
    stages[stageIndex(at: step)].digits
  }
}

extension Curriculum: Codable {
  /// Decodes and validates an array of stages.
  /// - Throws: `DecodingError` for a missing or impossible value.
  public init(from decoder: any Decoder) throws {
    let stages = try decoder.singleValueContainer().decode([Stage].self)
    self = try SamplingError.decoding(decoder) { () throws(SamplingError) in try Curriculum(stages) }
  }

  /// Encodes the array of stages.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(stages)
  }
}
