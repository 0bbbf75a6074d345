/// Where a weight matrix lies in a flat array of weights: entry (input i, output o) at `offset + i inputStride + o outputStride`.
///
/// Both layouts of the published files are such views: a torch `Linear` stores `[output, input]`, a low-rank factor
/// `[input, output]`; one third of a fused QKV projection is a view too.
public struct Matrix: Hashable, Sendable {
  /// Numbers of inputs and outputs.
  public let inputs, outputs: Int
  /// The index of entry (0, 0) and the distances between neighbors along each side.
  public let offset, inputStride, outputStride: Int

  /// A view of `inputs * outputs` weights.
  @inlinable
  public init(inputs: Int, outputs: Int, offset: Int, inputStride: Int, outputStride: Int) {
    self.inputs = inputs
    self.outputs = outputs
    self.offset = offset
    self.inputStride = inputStride
    self.outputStride = outputStride
  }

  /// The same weights, with inputs and outputs changing places.
  @inlinable
  public var transposed: Matrix {
    Matrix(inputs: outputs, outputs: inputs, offset: offset, inputStride: outputStride, outputStride: inputStride)
  }
}
