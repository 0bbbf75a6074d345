import Transformer

/// The singular values and directions of what one head of attention does to the residual stream (Elhage et al. 2021).
///
/// Both circuits are `[d_model, d_model]`, in the stream as the block's norm leaves it but for its length: the norm's weights are
/// multiplied in, see `StreamWeights`. Of no more rank than the head is wide, they are never formed.
public struct HeadCircuits: Codable, Hashable, Sendable {
  /// The block, from 0.
  public let layer: Int
  /// The head within the block, from 0.
  public let head: Int
  /// `W_Q W_K^T`: a query along `left[k]` and a key along `right[k]` score `values[k]`, before the division by the square root of
  /// the head's width. Weights of the norms of queries and keys are multiplied in; rotary positions turn it, so that it is that of
  /// a key at the query's own position.
  public let queryKey: SingularDirections
  /// `W_V W_O`: what is read along `left[k]` is written along `right[k]`, `values[k]` times as long.
  public let outputValue: SingularDirections

  /// Such as `L0H1`.
  public var name: String { "L\(layer)H\(head)" }

  /// Every head of every block.
  ///
  /// - Throws: `AnalysisError.notFinite`, or `.numerical` if LAPACK gives up.
  static func all(of model: Model) throws(AnalysisError) -> [HeadCircuits] {
    let (architecture, weights) = (model.architecture, StreamWeights(model))
    var circuits: [HeadCircuits] = []
    for layer in 0..<architecture.layers {
      for head in 0..<architecture.attention.heads {
        func rows(_ place: WeightPlace, scaledBy norm: WeightPlace? = nil) -> [[Double]]? {
          let rows = weights.rows(place, layer: layer, head: head)
          guard let norm, let scale = model.matrix(of: WeightSite(norm, layer: layer)) else { return rows }
          return rows.map { zip($0, scale.values).map { row, factor in row.map { $0 * factor } } }
        }
        guard let query = rows(.query, scaledBy: .queryNorm), let key = rows(.key, scaledBy: .keyNorm),
          let value = rows(.value), let output = rows(.output)
        else { continue }
        circuits.append(
          HeadCircuits(
            layer: layer, head: head, queryKey: try SingularDirections(query, key),
            outputValue: try SingularDirections(value, output)))
      }
    }
    return circuits
  }
}
