import Addition
import Lanes
import Transformer

/// Measures every place's effects on pairs of problems, block by block.
struct PairEffects: Sendable {
  private(set) var sums: GroupedSums
  private(set) var completeness = Completeness()
  private(set) var isFinite = true

  private init(_ layout: ApproximationLayout) { sums = GroupedSums(quantities: layout.quantities) }

  private mutating func add(_ other: PairEffects) {
    sums.add(other.sums)
    completeness.add(other.completeness)
    isFinite = isFinite && other.isFinite
  }

  /// - Throws: `AnalysisError.noProblems`, `.notFinite`.
  static func measure(
    _ model: Model, _ layout: ApproximationLayout, on pairs: ProblemPairs, _ bootstrap: Bootstrap, threads: Int,
    progress: @escaping StudyProgress
  ) throws(AnalysisError) -> PairEffects {
    try pairs.clean.requireProblems()
    let (done, initial) = (Tally(of: pairs.count, progress), PairEffects(layout))
    let parts = model.forEachBlock(of: pairs.clean, threads: threads, isLean: true, initial: initial) { _ in
      Passes(model.program, layout)
    } _: { _, weights, passes, indices, part in
      let block = indices.map { pairs[$0] }
      part.add(block, passes, weights, layout, groups: indices.map { bootstrap.group(of: $0) })
      done.add(indices.count)
    }
    let total = parts.reduce(into: initial) { $0.add($1) }
    guard total.isFinite else { throw .notFinite(quantity: "the logits or their gradients") }
    return total
  }

  /// What a thread needs.
  private struct Passes {
    let clean, corrupted, path: Pass<Lane>
    let sites: [(clean: SiteEffects, corrupted: SiteEffects)]

    init(_ program: Program, _ layout: ApproximationLayout) {
      (clean, corrupted) = (
        Pass(program, gradients: .activations, isLean: true), Pass(program, gradients: .activations, isLean: true)
      )
      path = Pass(program, gradients: .activations, isLean: true)
      let (clean, corrupted) = (clean, corrupted)
      sites = layout.sites.map { (SiteEffects($0, of: clean), SiteEffects($0, of: corrupted)) }
    }
  }

  private mutating func add(
    _ pairs: [ProblemPair], _ passes: Passes, _ weights: WeightStore<Float>, _ layout: ApproximationLayout, groups: [Int]
  ) {
    let (clean, corrupted) = (passes.clean, passes.corrupted)
    let contrast = PairContrast(pairs, clean.program.architecture.format)
    clean.load(pairs.map(\.clean))
    corrupted.load(pairs.map(\.corrupted))
    for pass in [clean, corrupted] {
      pass.forward(weights)
      pass.attribute(weights, contrast)
    }
    let (a, b) = (contrast.value(clean), contrast.value(corrupted))
    note(a, layout.clean, groups)
    note(b, layout.corrupted, groups)
    var integrated: IntegratedGradients?
    if layout.comparisons.contains(where: { $0.approximation == .integratedGradients }) {
      passes.path.load(pairs.map(\.clean))
      passes.path.forward(weights)
      integrated = IntegratedGradients(
        passes.sites.map(\.clean), clean, corrupted, path: passes.path, weights, contrast, differences: a - b)
      if let integrated { completeness.add(integrated.completeness) }
    }
    for (index, site) in passes.sites.enumerated() {
      for replacement in layout.replacements {
        let (effects, pass, other) =
          replacement == .denoising ? (site.corrupted, corrupted, clean) : (site.clean, clean, corrupted)
        let changes = (0..<pass.program.positions).map { position -> [Lane] in
          guard effects.positions.contains(position) else { return [] }
          let changes =
            replacement == .zero ? effects.minusValues(position) : effects.difference(other, pass, position)
          return changes.allSatisfy { $0 == Lane() } ? [] : changes
        }
        let truth = effects.truth(changes, in: pass, weights, contrast, before: replacement == .denoising ? b : a)
        note(truth.byPosition, truth.all, index, effects.positions, groups) { layout.truth(replacement, layout.place($0, $1)) }
        for comparison in layout.comparisons where comparison.replacement == replacement {
          let gradients = pass.gradients(at: effects.site.hook)
          let estimates = changes.indices.map { position in
            changes[position].isEmpty
              ? Lane()
              : effects.firstOrder(
                changes[position],
                {
                  comparison.approximation == .integratedGradients
                    ? integrated?.means[index][$0][$1] ?? Lane() : gradients[head: effects.site.head, $0, $1]
                }, position)
          }
          note(estimates, estimates.reduce(Lane(), +), index, effects.positions, groups) {
            layout.estimate(comparison, layout.place($0, $1))
          }
        }
      }
    }
  }

  private mutating func note(
    _ byPosition: [Lane], _ all: Lane, _ site: Int, _ positions: Range<Int>, _ groups: [Int],
    _ quantity: (_ site: Int, _ position: Int?) -> Int
  ) {
    for position in positions { note(byPosition[position], quantity(site, position), groups) }
    note(all, quantity(site, nil), groups)
  }

  private mutating func note(_ values: Lane, _ quantity: Int, _ groups: [Int]) {
    for (lane, group) in groups.enumerated() {
      let value = Double(values[lane])
      guard value.isFinite else {
        isFinite = false
        continue
      }
      sums.add(value, to: quantity, group: group)
    }
  }
}
