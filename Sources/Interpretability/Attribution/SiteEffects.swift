import Addition
import Lanes
import Transformer

/// A site in a pass: what it holds, how it is changed, and what that does to the logit difference, by gradient and in truth.
struct SiteEffects {
  let site: AttributionSite
  /// The site's activations, which are changed and restored.
  let values: ActivationWindow<Lane>
  /// The first step that reads them.
  let firstStep: Int
  /// The positions that matter.
  let positions: Range<Int>

  init(_ site: AttributionSite, of pass: Pass<Lane>) {
    self.site = site
    values = pass.activations(at: site.hook)
    firstStep = pass.program.firstStep(after: site.hook)
    positions = pass.program.positionsThatMatter(at: site.hook)
  }

  func features(at position: Int) -> Range<Int> { site.features ?? values.features(at: position) }

  /// What is added at a position: the difference of the source in two passes.
  func difference(_ other: Pass<Lane>, _ base: Pass<Lane>, _ position: Int) -> [Lane] {
    let (to, from) = (other.activations(at: site.source), base.activations(at: site.source))
    return features(at: position).map { feature in
      let source = site.sourceFeature(feature)
      return to[head: site.sourceHead, position, source] - from[head: site.sourceHead, position, source]
    }
  }

  /// What takes the site's values to zero.
  func minusValues(_ position: Int) -> [Lane] { features(at: position).map { -1 * values[head: site.head, position, $0] } }

  /// The change of the logit difference, to first order.
  func firstOrder(_ changes: [Lane], _ gradient: (_ position: Int, _ feature: Int) -> Lane, _ position: Int) -> Lane {
    zip(features(at: position), changes).reduce(Lane()) { $0.addingProduct($1.1, gradient(position, $1.0)) }
  }

  /// The change of the logit difference when changes are made at each position alone, and at all of them; then everything is as before.
  ///
  /// - Parameters:
  ///   - pass: has been run.
  ///   - changes: by position; empty where nothing changes.
  ///   - before: the logit difference as it is.
  func truth(
    _ changes: [[Lane]], in pass: Pass<Lane>, _ weights: WeightStore<Float>, _ contrast: PairContrast, before: Lane
  ) -> (byPosition: [Lane], all: Lane) {
    var effects = [Lane](repeating: Lane(), count: changes.count)
    let changed = changes.indices.filter { $0 < contrast.end && !changes[$0].isEmpty }
    guard let first = changed.first else { return (effects, Lane()) }
    func effect(from position: Int) -> Lane {
      pass.forward(weights, positions: position..<contrast.end, onlyAnswers: true, from: firstStep)
      return contrast.value(pass) - before
    }
    // From the end, so that what a change has left behind is always computed again by the next run.
    for position in changed.reversed() {
      let kept = add(changes[position], at: position)
      effects[position] = effect(from: position)
      restore(kept, at: position)
    }
    let kept = changed.map { add(changes[$0], at: $0) }
    let all = effect(from: first)
    for (values, position) in zip(kept, changed) { restore(values, at: position) }
    pass.forward(weights, positions: first..<contrast.end, onlyAnswers: true, from: firstStep)
    return (effects, all)
  }

  private func add(_ changes: [Lane], at position: Int) -> [Lane] {
    zip(features(at: position), changes).map { feature, change in
      let kept = values[head: site.head, position, feature]
      values[head: site.head, position, feature] = kept + change
      return kept
    }
  }

  private func restore(_ kept: [Lane], at position: Int) {
    for (feature, value) in zip(features(at: position), kept) { values[head: site.head, position, feature] = value }
  }
}
