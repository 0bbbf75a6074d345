/// Why a description of how to draw problems makes no sense. Each description says what was given and what is allowed.
public enum SamplingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A range of digit counts outside 1...10, or reversed.
  case digitRange(Int, Int)
  /// A probability outside 0...1, or not a number.
  case probability(Double)
  /// A fade that does not end after it begins, or begins before step 0.
  case fade(from: Int, to: Int)
  /// A curriculum without stages.
  case noStages
  /// A stage, counted from 1, whose number of steps is not positive.
  case stageWithoutSteps(Int)
  /// A stage, counted from 1, that lasts for ever although others follow.
  case endlessStage(Int)
  /// More steps than an integer counts.
  case tooManySteps
  /// No problem to target, or more than a recipe may name.
  case targets(Int)
  /// A probability of targeted problems outside 0...1, or not a number.
  case targetProbability(Double)

  /// One line of plain English.
  public var description: String {
    switch self {
    case .digitRange(let low, let high): "digits [\(low), \(high)] are not a range within 1 to 10: give [least, most]"
    case .probability(let value): "carry-mix probability \(value) is not within 0 to 1"
    case .fade(let from, let to): "carry-mix fade from step \(from) to step \(to) is not a rising range of steps from 0 on"
    case .noStages: "the curriculum has no stages: give at least one"
    case .stageWithoutSteps(let stage): "curriculum stage \(stage) has no steps: give a positive number"
    case .endlessStage(let stage): "curriculum stage \(stage) has no end but stages follow it: only the last may omit its steps"
    case .tooManySteps: "the curriculum's stages have more steps than can be counted"
    case .targets(let count): "there are \(count) targeted problems: give 1 to \(Targets.most)"
    case .targetProbability(let value): "the probability of targeted problems \(value) is not within 0 to 1"
    }
  }

  /// Runs a validating initializer on behalf of a decoder, reporting its error where the value stands in the file.
  static func decoding<Value>(_ decoder: any Decoder, _ make: () throws(SamplingError) -> Value) throws -> Value {
    do {
      return try make()
    } catch {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: error.description))
    }
  }
}
