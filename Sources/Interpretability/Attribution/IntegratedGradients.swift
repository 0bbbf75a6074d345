import Addition
import Lanes
import Transformer

/// Mean gradients along the straight path from the corrupted problems' token vectors to the clean ones'.
///
/// Positions' vectors are the same at both ends. The path is cut into pieces, each with a Gauss-Legendre rule of four points.
struct IntegratedGradients {
  /// By site, position and feature of the site.
  let means: [[[Lane]]]
  let completeness: Completeness

  /// The four points of a piece from 0 to 1, with their weights.
  private static let rule: [(place: Float, weight: Float)] = [
    (0.06943184, 0.17392742), (0.33000948, 0.32607258), (0.66999052, 0.32607258), (0.93056816, 0.17392742),
  ]
  private static let fewestPieces = 8, mostPieces = 256
  private static let largestGap = 0.01

  /// - Parameters:
  ///   - path: a pass with gradients of activations, loaded with one problem of each pair, whose activations are overwritten.
  ///   - differences: clean less corrupted, of what is attributed.
  init?(
    _ effects: [SiteEffects], _ clean: Pass<Lane>, _ corrupted: Pass<Lane>, path: Pass<Lane>, _ weights: WeightStore<Float>,
    _ contrast: PairContrast, differences: Lane
  ) {
    guard let hook = path.program.hook("hook_embed") else { return nil }
    let site = SiteEffects(AttributionSite("tokens", .residual, hook), of: path)
    let (ends, pairs) = ((corrupted: corrupted.activations(at: hook), clean: clean.activations(at: hook)), clean.count)
    var pieces = Self.fewestPieces
    while true {
      let means = Self.means(effects + [site], ends, path, weights, contrast, pieces: pieces)
      var sum = Lane()
      for position in site.positions {
        sum += site.firstOrder(site.difference(clean, corrupted, position), { means[effects.count][$0][$1] }, position)
      }
      var completeness = Completeness()
      (completeness.points, completeness.pairs) = (4 * pieces, pairs)
      for lane in 0..<pairs {
        let (difference, gap) = (abs(Double(differences[lane])), abs(Double(sum[lane] - differences[lane])))
        completeness.differences += difference
        completeness.gaps += gap
        if difference > 0 { completeness.largestGap = max(completeness.largestGap, gap / difference) }
      }
      if completeness.largestGap <= Self.largestGap || pieces >= Self.mostPieces {
        (self.means, self.completeness) = (Array(means.dropLast()), completeness)
        return
      }
      pieces *= 2
    }
  }

  private static func means(
    _ effects: [SiteEffects], _ ends: (corrupted: ActivationWindow<Lane>, clean: ActivationWindow<Lane>), _ path: Pass<Lane>,
    _ weights: WeightStore<Float>, _ contrast: PairContrast, pieces: Int
  ) -> [[[Lane]]] {
    var sums = effects.map { effect in
      (0..<effect.values.positions).map { [Lane](repeating: Lane(), count: effect.values.features(at: $0).count) }
    }
    let gradients = effects.map { path.gradients(at: $0.site.hook) }
    let embedding = path.activations(at: ends.clean.hook)
    let first = path.program.firstStep(after: ends.clean.hook)
    for piece in 0..<pieces {
      for (place, weight) in rule {
        let share = (Float(piece) + place) / Float(pieces)
        for position in 0..<embedding.positions {
          for feature in embedding.features(at: position) {
            let start = ends.corrupted[head: 0, position, feature]
            embedding[head: 0, position, feature] = start + share * (ends.clean[head: 0, position, feature] - start)
          }
        }
        path.forward(weights, positions: 0..<embedding.positions, onlyAnswers: true, from: first)
        path.attribute(weights, contrast)
        for (index, effect) in effects.enumerated() {
          for position in effect.positions where position < contrast.end {
            for feature in effect.features(at: position) {
              sums[index][position][feature] +=
                (weight / Float(pieces)) * gradients[index][head: effect.site.head, position, feature]
            }
          }
        }
      }
    }
    return sums
  }
}

extension Pass<Lane> {
  /// Brings the gradient of the logit differences back to every activation.
  func attribute(_ weights: WeightStore<Float>, _ contrast: PairContrast) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: program.valueCount) { gradient in
      gradient.initialize(repeating: 0)
      guard let base = gradient.baseAddress else { return }
      backward(weights, gradient: base) { position, logits in contrast.setGradient(at: position, logits) }
    }
  }
}
