import Addition
import Foundation
import Lanes
import Transformer

extension ResidualReading {
  /// What some problems add up to.
  struct Part: Sendable {
    /// `[point][digit][logit difference, divergence]`.
    private var lensMeans: GroupedSums
    /// `[point][digit]`.
    private var right: [Int]
    /// See `Plan.slot`.
    private var contributions: GroupedSums
    private var largestGap = 0.0
    private var count = 0
    private(set) var isFinite = true

    init(_ plan: Plan) {
      lensMeans = GroupedSums(quantities: plan.points.count * Problem.sumDigits * 2)
      right = [Int](repeating: 0, count: plan.points.count * Problem.sumDigits)
      contributions = GroupedSums(quantities: (plan.components.count + 1) * CarryFlip.places.count * 2)
    }

    mutating func add(_ other: Part) {
      lensMeans.add(other.lensMeans)
      contributions.add(other.contributions)
      for index in right.indices { right[index] += other.right[index] }
      largestGap = max(largestGap, other.largestGap)
      count += other.count
      isFinite = isFinite && other.isFinite
    }

    /// Reads one problem out of a pass.
    mutating func read(_ problem: Problem, _ lane: Int, of pass: Pass<Lane>, _ plan: Plan, group: Int) {
      count += 1
      let digits = problem.sumDigits
      for place in 0..<Problem.sumDigits {
        let query = plan.format.query(answerDigit: place)
        let flip = CarryFlip.places.contains(place) ? CarryFlip(problem, place: place) : nil
        let final = (0..<plan.format.vocabularySize).map { Double(pass.logits(at: query)[$0][lane]) }
        guard final.allSatisfy(\.isFinite) else {
          isFinite = false
          continue
        }
        for (index, point) in plan.points.enumerated() {
          let logits = plan.readout.logits(of: plan.residual(point, pass, query, lane))
          let row = index * Problem.sumDigits + place
          if logits.mostLikely == Int(digits[place]) { right[row] += 1 }
          if let flip { lensMeans.add(logits[flip.right] - logits[flip.flipped], to: 2 * row, group: group) }
          lensMeans.add(Self.divergence(final, logits), to: 2 * row + 1, group: group)
        }
        if let flip { attribute(flip, final, pass, query, lane, plan, group) }
      }
    }

    private mutating func attribute(
      _ flip: CarryFlip, _ final: [Double], _ pass: Pass<Lane>, _ query: Int, _ lane: Int, _ plan: Plan, _ group: Int
    ) {
      guard let last = plan.points.last else { return }
      let scale = plan.readout.scale(of: plan.residual(last, pass, query, lane))
      let direction = plan.readout.direction(flip.right, over: flip.flipped, scale: scale)
      func share(_ vector: [Double], _ features: Range<Int>) -> Double {
        zip(direction[features], vector).reduce(0) { $0 + $1.0 * $1.1 }
      }
      var shares = plan.writes.map { write in
        let window = pass.activations(at: write.hook)
        var values = (0..<write.features.count).map { Double(window[head: write.head, query, $0][lane]) }
        if write.isMLP, let layer = write.layer, let bias = plan.biases[layer] { values = zip(values, bias).map(-) }
        return share(values, write.features)
      }
      shares += plan.biases.keys.sorted().map { share(plan.biases[$0] ?? [], 0..<plan.readout.width) }
      shares.append(plan.readout.constant[flip.right] - plan.readout.constant[flip.flipped])
      let whole = final[flip.right] - final[flip.flipped]
      let size = shares.map(abs).max() ?? 0
      largestGap = max(largestGap, abs(shares.reduce(0, +) - whole) / max(size, abs(whole), .leastNormalMagnitude))
      for (index, share) in (shares + [whole]).enumerated() { contributions.add(share, to: plan.slot(index, flip), group: group) }
    }

    /// KL(p || q) of two rows of logits, in nats.
    private static func divergence(_ p: [Double], _ q: [Double]) -> Double {
      let (logP, logQ) = (logSoftmax(p), logSoftmax(q))
      return max(0, zip(logP, logQ).reduce(0) { $0 + exp($1.0) * ($1.0 - $1.1) })
    }

    private static func logSoftmax(_ logits: [Double]) -> [Double] {
      let most = logits.max() ?? 0
      let normalizer = most + log(logits.reduce(0) { $0 + exp($1 - most) })
      return logits.map { $0 - normalizer }
    }

    // MARK: Results

    func lens(_ plan: Plan, _ bootstrap: Bootstrap) -> LogitLens {
      LogitLens(
        rows: plan.points.enumerated().flatMap { index, point in
          (0..<Problem.sumDigits).map { place in
            let row = index * Problem.sumDigits + place
            return LogitLens.Row(
              hook: point.hook.name, place: place, accuracy: Estimate(Proportion(right[row], of: count)),
              logitDifference: lensMeans.mean(2 * row, bootstrap), divergence: lensMeans.mean(2 * row + 1, bootstrap))
          }
        })
    }

    func direct(_ plan: Plan, _ bootstrap: Bootstrap) -> DirectAttribution {
      func rows(_ component: Int, _ name: String) -> [DirectAttribution.Row] {
        CarryFlip.places.flatMap { place in
          [false, true].map { hasCarry in
            let slot = (component * CarryFlip.places.count + place - 1) * 2 + (hasCarry ? 1 : 0)
            return .init(component: name, place: place, hasCarry: hasCarry, contribution: contributions.mean(slot, bootstrap))
          }
        }
      }
      return DirectAttribution(
        rows: plan.components.enumerated().flatMap { rows($0, $1) }, logitDifference: rows(plan.components.count, "all"),
        largestGap: largestGap)
    }
  }
}

extension ResidualReading.Plan {
  /// A point of the residual stream; features that it does not hold are zero.
  func residual(_ point: (hook: HookPoint, features: Range<Int>), _ pass: Pass<Lane>, _ query: Int, _ lane: Int) -> [Double] {
    let window = pass.activations(at: point.hook)
    var x = [Double](repeating: 0, count: readout.width)
    for (index, feature) in point.features.enumerated() { x[feature] = Double(window[head: 0, query, index][lane]) }
    return x
  }
}

extension [Double] {
  /// The place of the largest number; the first wins a tie.
  fileprivate var mostLikely: Int { indices.reduce(0) { self[$1] > self[$0] ? $1 : $0 } }
}
