import Transformer

extension TraceTensor {
  /// The circuits of every head: `circuits/blocks.L/qk` `[head, i, j]`, how much a query at dim i of the residual stream attends
  /// to a key at dim j, and `circuits/blocks.L/ov` `[head, i, o]`, what is written to dim o for what is read at dim i.
  ///
  /// Computed in float64 from the model's weights, without norms, rotation and the scores' scale. Rows and columns of dims that a
  /// projection does not read are zero. None where there would be more than 16 million numbers.
  public static func circuits(of model: Model) -> [TraceTensor] { Circuits(model).all }
}

/// What each head of attention does to the residual stream, apart from where it looks: the products of its weights.
///
/// Elhage et al. 2021, "A Mathematical Framework for Transformer Circuits"; written for rows, as TransformerLens has them:
/// `QK = W_Q W_K^T` and `OV = W_V W_O`, both `[d_model, d_model]` whatever part of the stream a projection reads.
private struct Circuits {
  /// 64 MiB: of a wide model with many heads, circuits would be many times its weights.
  static let greatestCount = 16 << 20

  private let model: Model
  private var architecture: Architecture { model.architecture }
  private var width: Int { architecture.residual.width }

  init(_ model: Model) { self.model = model }

  /// Both circuits of every block.
  var all: [TraceTensor] {
    let (heads, layers) = (architecture.attention.heads, architecture.layers)
    guard 2 * layers * heads * width * width <= Self.greatestCount else { return [] }
    return (0..<layers).flatMap { layer in
      let parts: [(name: String, meaning: String, values: [Double]?)] = [
        (
          "qk", "[head, query dim, key dim] of the stream: W_Q W_K^T, without norms, rotation and scale", queryKey(layer)
        ),
        ("ov", "[head, dim in, dim out] of the stream: W_V W_O, without the norm", outputValue(layer)),
      ]
      return parts.compactMap { part in
        part.values.map {
          TraceTensor(
            "circuits/blocks.\(layer)/\(part.name)", meaning: part.meaning, shape: [heads, width, width],
            values: $0.map(Float.init))
        }
      }
    }
  }

  /// `[head, i, j]`: the sum over the head's features d of `W_Q[d, i] W_K[d, j]`.
  private func queryKey(_ layer: Int) -> [Double]? {
    guard let query = rows(.query, layer), let key = rows(.key, layer) else { return nil }
    let features = architecture.attention.queryKeyWidth
    return products(features: features) { head, feature in
      (query[head * features + feature], key[keyHead(head) * features + feature])
    }
  }

  /// `[head, i, o]`: the sum over the head's features d of `W_V[d, i] W_O[o, d]`.
  private func outputValue(_ layer: Int) -> [Double]? {
    guard let value = rows(.value, layer), let output = model.matrix(of: WeightSite(.output, layer: layer)) else { return nil }
    let features = architecture.attention.valueWidth
    return products(features: features) { head, feature in
      let column = head * features + feature
      return (value[keyHead(head) * features + feature], (0..<width).map { output[$0, column] })
    }
  }

  /// The head of keys and values that serves a head of queries.
  private func keyHead(_ head: Int) -> Int {
    head / (architecture.attention.heads / architecture.keyValueHeads)
  }

  /// The rows of a projection, each over the whole residual stream: zero where it does not read.
  private func rows(_ place: WeightPlace, _ layer: Int) -> [[Double]]? {
    guard let matrix = model.matrix(of: WeightSite(place, layer: layer)) else { return nil }
    let read = architecture.residual.features(of: architecture.part(readBy: place))
    return (0..<matrix.rows).map { row in
      (0..<width).map { read.contains($0) ? matrix[row, $0 - read.lowerBound] : 0 }
    }
  }

  /// The sum of outer products over a head's features, head by head.
  private func products(
    features: Int, _ vectors: (_ head: Int, _ feature: Int) -> (left: [Double], right: [Double])
  ) -> [Double] {
    (0..<architecture.attention.heads).flatMap { head in
      var sums = [Double](repeating: 0, count: width * width)
      for feature in 0..<features {
        let (left, right) = vectors(head, feature)
        for i in 0..<width {
          for j in 0..<width { sums[i * width + j] += left[i] * right[j] }
        }
      }
      return sums
    }
  }
}
