import Addition
import Checkpoints
import Lanes
import Transformer

/// A model with golden values: what PyTorch computes in float64 from the same weights.
///
/// Every engine test of the numbers is written against this, and so runs on each source of golden values.
public protocol GoldenModel: Sendable, CustomStringConvertible {
  /// What the model is in our terms.
  var architecture: Architecture { get throws }

  /// The weights in the order of our parameters.
  func weights(for table: ParameterTable) throws -> [Double]

  /// What a teacher-forced pass leaves at its hooks.
  func activations() throws -> GoldenActivations

  /// What a few optimizer steps do.
  func training() throws -> GoldenTraining

  /// How far float32 with fused multiply-add, which PyTorch has, may be from the golden values.
  func tolerances() throws -> GoldenTolerances
}

extension GoldenModel {
  /// How far this build's float32 may be from the golden values: twice as far if it rounds every product before it adds it, two
  /// roundings for one.
  public func tolerancesOfThisBuild() throws -> GoldenTolerances {
    let allowed = try tolerances()
    let factor = Lane.hasFusedMultiplyAdd ? 1.0 : 2
    return GoldenTolerances(
      activations: factor * allowed.activations, logits: factor * allowed.logits, losses: factor * allowed.losses,
      gradient: factor * allowed.gradient, parameters: factor * allowed.parameters)
  }
}

/// Activations of a few problems.
public struct GoldenActivations: Sendable {
  /// The problems, in the order of the tensors' first dimension.
  public let problems: [Problem]
  /// Activations by hook name, `[problem, position, head?, feature]`, attention `[problem, head, query, key]`, where scores are
  /// minus infinity and patterns zero where the key comes after the query.
  public let hooks: [String: Tensor]
  /// The positions that the tensors have, of attention the queries; nil for all.
  public var positions: [Int]?

  /// Activations, at all positions unless some are named.
  public init(problems: [Problem], hooks: [String: Tensor], positions: [Int]? = nil) {
    self.problems = problems
    self.hooks = hooks
    self.positions = positions
  }
}

/// AdamW steps on one batch: learning rate 0.01, betas 0.9 and 0.999, epsilon 1e-8, weight decay 0.01, global norm at most 1.
public struct GoldenTraining: Sendable {
  /// The batch.
  public let problems: [Problem]
  /// The mean cross-entropy over the answers' tokens before each step, in nats. There are as many steps.
  public let losses: [Double]
  /// The first step's gradient before clipping, by parameter.
  public let gradient: [String: Tensor]
  /// The learned parameters after the last step.
  public let parameters: [String: Tensor]
}

/// Largest errors allowed in float32: five times what PyTorch's own float32 loses on the same values.
public struct GoldenTolerances: Sendable {
  /// Of all hooks but the logits, and of the logits: `|x - golden| / max(1, |golden|)`.
  public let activations, logits: Double
  /// Of the losses, in the same measure.
  public let losses: Double
  /// Of the gradient and of the parameters after the last step: relative, in the L2 norm over all parameters.
  public let gradient, parameters: Double
}

/// What PyTorch itself loses in float32, as the scripts write it: by kind.
struct GoldenFloat32Error: Decodable {
  let activations, logits, losses, gradient, after3: Double
}

extension GoldenTolerances {
  /// Five times PyTorch's own error.
  init(timesFive error: GoldenFloat32Error) {
    self.init(
      activations: 5 * error.activations, logits: 5 * error.logits, losses: 5 * error.losses, gradient: 5 * error.gradient,
      parameters: 5 * error.after3)
  }
}

/// The largest `|x - golden| / max(1, |golden|)`; infinite where a value is NaN, where only one of the two is infinite, as masked
/// scores are, or where there is not one for each.
public func pointwiseError(_ values: [Double], _ golden: [Double]) -> Double {
  guard values.count == golden.count, !values.contains(where: \.isNaN) else { return .infinity }
  return zip(values, golden).reduce(0) { error, pair in
    let (value, golden) = pair
    guard value.isFinite, golden.isFinite else { return value == golden ? error : .infinity }
    return max(error, abs(value - golden) / max(1, abs(golden)))
  }
}

/// A golden file is not as expected.
public struct GoldenFileError: Error, CustomStringConvertible {
  /// What is missing.
  public let description: String
}

extension TensorArchive {
  /// The tensors whose names start so, under the rest of their names.
  public func tensors(after prefix: String) -> [String: Tensor] {
    let matching = tensors.filter { $0.name.hasPrefix(prefix) }
    return Dictionary(uniqueKeysWithValues: matching.map { (String($0.name.dropFirst(prefix.count)), $0) })
  }

  /// A tensor that has to be there.
  func required(_ name: String) throws -> Tensor {
    guard let tensor = self[name] else { throw GoldenFileError(description: "the golden file has no tensor \(name)") }
    return tensor
  }

  /// The pairs of operands in an integer tensor with two columns.
  func operands(_ name: String) throws -> [Problem] { try integerRows(name).map { try Problem(UInt64($0[0]), UInt64($0[1])) } }

  /// The values of an integer tensor with two dimensions, row by row.
  func integerRows(_ name: String) throws -> [[Int64]] {
    let tensor = try required(name)
    guard tensor.shape.count == 2, let values = tensor.integers() else {
      throw GoldenFileError(description: "the golden file's \(name) is no table of integers")
    }
    let width = tensor.shape[1]
    return (0..<tensor.shape[0]).map { Array(values[($0 * width)..<(($0 + 1) * width)]) }
  }
}
