import Transformer

/// A model's weights as what they read from the residual stream and write to it, each row over the stream's whole width.
///
/// What reads does so through a norm. A norm's weights belong to the reading: they are multiplied into the rows, and where the norm
/// takes out the mean (LayerNorm), so do the rows. Left out are the division by the length, which is one number a position, and
/// biases.
struct StreamWeights {
  private let model: Model
  private var architecture: Architecture { model.architecture }
  private var width: Int { architecture.residual.width }

  init(_ model: Model) { self.model = model }

  /// The rows of what reads the stream, one an output; nil where the model has no such place or it reads something else.
  func reading(_ site: WeightSite) -> [[Double]]? {
    guard let norm = norm(before: site), let matrix = model.matrix(of: site) else { return nil }
    let read = architecture.residual.features(of: architecture.part(readBy: site.place))
    return (0..<matrix.rows).map { row in
      let weights = (0..<width).map { d in read.contains(d) ? norm.weights[d] * matrix[row, d - read.lowerBound] : 0 }
      guard norm.takesOutMean else { return weights }
      let mean = weights.reduce(0, +) / Double(width)
      return weights.map { $0 - mean }
    }
  }

  /// The rows of what writes to the stream, one an input; nil where the model has no such place.
  func writing(_ site: WeightSite) -> [[Double]]? {
    guard site.place == .output || site.place == .down, let matrix = model.matrix(of: site) else { return nil }
    return (0..<matrix.columns).map { column in (0..<matrix.rows).map { matrix[$0, column] } }
  }

  private func norm(before site: WeightSite) -> (weights: [Double], takesOutMean: Bool)? {
    let place: WeightPlace
    switch site.place {
    case .query, .key, .value: place = .norm1
    case .gate, .up: place = .norm2
    case .projection: place = .finalNorm
    case .unembedding where !architecture.has(.projection): place = .finalNorm
    default: return nil
    }
    guard let weights = model.matrix(of: WeightSite(place, layer: site.layer)) else {
      // Without a final norm the stream is read as it is.
      return (Array(repeating: 1, count: width), false)
    }
    return (weights.values, architecture.norm.kind == .layer)
  }

  /// Every place of the model.
  var sites: [WeightSite] { architecture.sites }

  /// The heads of a place: as many as keys and values have for those; 1 where there are none.
  func heads(of place: WeightPlace) -> Int {
    switch place {
    case .query, .output: architecture.attention.heads
    case .key, .value: architecture.keyValueHeads
    default: 1
    }
  }

  /// The rows of one head's queries, keys, values or output.
  func rows(_ place: WeightPlace, layer: Int, head: Int) -> [[Double]]? {
    let site = WeightSite(place, layer: layer)
    let attention = architecture.attention
    guard let all = place == .output ? writing(site) : reading(site) else { return nil }
    let features = place == .query || place == .key ? attention.queryKeyWidth : attention.valueWidth
    let index = place == .key || place == .value ? architecture.keyValueHead(of: head) : head
    return Array(all[(index * features)..<((index + 1) * features)])
  }
}

extension Architecture {
  /// The head of keys and values that serves a head of queries.
  func keyValueHead(of head: Int) -> Int { head / (attention.heads / keyValueHeads) }
}
