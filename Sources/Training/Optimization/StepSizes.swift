import Foundation
import Transformer

/// How long the steps of each tensor are, as multiples of the learning rate.
struct StepSizes {
  /// One tensor's numbers, and the factor that its recipe gives.
  struct Tensor {
    let range: Range<Int>
    let rate: Double
  }

  /// The learned tensors, in the table's order.
  let tensors: [Tensor]
  /// The least size that relative steps take a tensor for; nil for steps that do not depend on the size.
  let relativeFloor: Double?

  /// The step sizes of a recipe; nil where every tensor's is the learning rate.
  init?(_ recipe: Recipe, optimizer: AdamW, parameters: ParameterTable) {
    let rules = recipe.tensors
    relativeFloor = optimizer.relativeFloor
    tensors = parameters.parameters.filter(\.isTrainable).map { parameter in
      Tensor(range: parameter.range, rate: rules.last { $0.rate != nil && $0.fits(parameter.name) }?.rate ?? 1)
    }
    if relativeFloor == nil, tensors.allSatisfy({ $0.rate == 1 }) { return nil }
  }

  /// A tensor's factor, given all learned numbers: its rate, times its root mean square where steps are relative. Shazeer and Stern
  /// 2018, "Adafactor", section 8.
  func factor(of tensor: Tensor, _ parameters: UnsafePointer<Float>) -> Double {
    guard let relativeFloor else { return tensor.rate }
    let squares = tensor.range.reduce(0.0) { $0 + Double(parameters[$1]) * Double(parameters[$1]) }
    return tensor.rate * max(relativeFloor, (squares / Double(tensor.range.count)).squareRoot())
  }
}
