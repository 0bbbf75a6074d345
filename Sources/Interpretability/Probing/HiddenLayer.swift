import Addition
import Foundation

/// The hidden layer of a shallow probe: units with fixed random weights, beside which the inputs stay (Rahimi and Recht 2008). Only what reads
/// it is learned, so that it has one best solution, and the same in every run.
///
/// Inputs have mean 0 and deviation 1; unit weights are normal with variance 4 / inputs, biases uniform in -2...2, and units
/// tanh.
struct HiddenLayer: Sendable {
  static let units = 32

  private let mean, scale: [Double]
  private let weights: [[Double]]
  private let biases: [Double]

  /// The layer for one activation, whose mean and deviation are taken from examples.
  ///
  /// - Parameter site: which of the study's; every site has units of its own.
  init(_ values: [Double], width: Int, seed: UInt64, site: Int) {
    let count = Double(values.count / width)
    var (mean, squares) = ([Double](repeating: 0, count: width), [Double](repeating: 0, count: width))
    for index in values.indices { mean[index % width] += values[index] / count }
    for index in values.indices {
      let difference = values[index] - mean[index % width]
      squares[index % width] += difference * difference / count
    }
    var random = RandomStream(seed: seed, purpose: .analysis, step: 20, index: site)
    let deviation = 2 / Double(width).squareRoot()
    self.mean = mean
    scale = zip(squares, mean).map { $0 > 1e-10 * $1 * $1 && $0 > 1e-300 ? 1 / $0.squareRoot() : 0 }
    weights = (0..<Self.units).map { _ in (0..<width).map { _ in deviation * random.normal() } }
    biases = (0..<Self.units).map { _ in random.uniform(in: -2..<2) }
  }

  /// Inputs and units of each example, flattened.
  func callAsFunction(_ values: [Double]) -> [Double] {
    let width = mean.count
    var result: [Double] = []
    result.reserveCapacity(values.count / width * (width + Self.units))
    var input = [Double](repeating: 0, count: width)
    for example in 0..<(values.count / width) {
      for feature in 0..<width { input[feature] = (values[example * width + feature] - mean[feature]) * scale[feature] }
      result += input
      for unit in weights.indices {
        result.append(tanh(zip(weights[unit], input).reduce(biases[unit]) { $0 + $1.0 * $1.1 }))
      }
    }
    return result
  }
}
