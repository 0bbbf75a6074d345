import Addition
import Foundation
import Interpretability

extension AttributionStudy {
  /// The headlines of what was computed.
  var text: String {
    let pairs = nodes ?? edges
    let heading = "Attribution, \(source)" + (pairs == nil ? "" : ", each paired with the same with one carry changed")
    let parts = [lens?.text, direct?.text, nodes?.text("nodes"), edges?.text("edges")].compactMap(\.self)
    return ([heading] + parts).joined(separator: "\n\n")
  }
}

private func number(_ value: Double?) -> String { value.map { fixedText($0, 3) } ?? "-" }

private func interval(_ estimate: Estimate) -> String {
  guard let lower = estimate.lower, let upper = estimate.upper else { return "" }
  return "\(number(lower)) to \(number(upper))"
}

extension LogitLens {
  /// The middle digit of the answer, which has everything that others have.
  fileprivate var text: String {
    let place = Problem.sumDigits / 2
    var table = TextTable(
      [.left, .right, .left, .right, .right], titles: ["point", "right", "95% interval", "logit difference", "divergence (nats)"])
    for row in rows where row.place == place {
      table.add([
        row.hook, EstimateText(row.accuracy, isShare: true).value, EstimateText(row.accuracy, isShare: true).interval,
        number(row.logitDifference.value),
        number(row.divergence.value),
      ])
    }
    return "Logit lens, digit Z\(place)\n\n\(table.text(indent: 2))"
  }
}

extension DirectAttribution {
  fileprivate var text: String {
    let place = Problem.sumDigits / 2
    var table = TextTable(
      [.left, .right, .left, .right, .left], titles: ["component", "no carry", "95% interval", "carry", "95% interval"])
    for component in components + ["all"] {
      let found = (rows + logitDifference).filter { $0.component == component && $0.place == place }
      table.add(
        [component == "all" ? "together" : component]
          + found.flatMap {
            [number($0.contribution.value), interval($0.contribution)]
          })
    }
    return "Direct contributions to the logit difference right - flipped carry, digit Z\(place), in logits\n\n"
      + table.text(indent: 2)
  }
}

extension ApproximationTable {
  private static let mostRows = 10

  fileprivate func text(_ what: String) -> String {
    let effects = rows.filter { $0.position == nil }.compactMap { row -> (String, Effect)? in
      row.effects.first { $0.replacement == .noising }.map { (row.name, $0) }
    }.sorted { abs($0.1.truth.value ?? 0) > abs($1.1.truth.value ?? 0) }
    var table = TextTable(
      [.left, .right, .right, .left], titles: [what, "estimate", "patched", "95% interval"])
    for (name, effect) in effects.prefix(Self.mostRows) {
      table.add([name, number(effect.estimate.value), number(effect.truth.value), interval(effect.truth)])
    }
    var parts = [
      "Change of the logit difference when \(what) take the corrupted problem's value at all positions, in logits, of each "
        + "pair the mean over the digits in which its two answers differ: "
        + "\(number(clean.value)) on clean problems, \(number(corrupted.value)) on corrupted ones"
        + (effects.count > Self.mostRows ? "; the \(Self.mostRows) largest of \(effects.count)" : "") + "\n\n"
        + table.text(indent: 2)
    ]
    var agreement = TextTable(
      [.left, .left, .right, .right, .left, .right, .left],
      titles: ["estimate", "of", "points", "Pearson", "95% interval", "Spearman", "95% interval"])
    for row in agreements where row.kind == nil && row.points == .positions {
      agreement.add([
        row.approximation.words, row.replacement.rawValue, grouped(row.pearson.count), number(row.pearson.value),
        interval(row.pearson), number(row.spearman.value), interval(row.spearman),
      ])
    }
    parts.append("How \(what)' estimates agree with patching, position by position\n\n\(agreement.text(indent: 2))")
    if let completeness, let gap = completeness.gap {
      parts.append(
        "Integrated gradients miss \(String(format: "%.2g%%", gap * 100)) of the difference they sum to (\(completeness.points) points "
          + "of the path at most; worst pair \(String(format: "%.2g%%", completeness.largestGap * 100)))")
    }
    return parts.joined(separator: "\n\n")
  }
}

extension Approximation {
  fileprivate var words: String {
    switch self {
    case .attributionPatching: "attribution patching"
    case .gradientTimesInput: "gradient x input"
    case .integratedGradients: "integrated gradients"
    }
  }
}
