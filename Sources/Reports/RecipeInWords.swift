import Addition
import Foundation
import Training

/// A recipe as a paragraph.
struct RecipeInWords {
  let recipe: Recipe

  init(_ recipe: Recipe) { self.recipe = recipe }

  var text: String {
    let course = [schedule(recipe.learningRate)] + problems(recipe.sampling) + [decay(recipe.weightDecay) + "."]
    return ([start, optimizer, tensors].compactMap(\.self) + course + phases + [stopping]).joined(separator: " ")
  }

  private func number(_ value: Double) -> String { String(format: "%.6g", value) }

  private var start: String? {
    guard let from = recipe.from else { return nil }
    let digest = from.weightsSHA256.map { ", whose SHA-256 is `\($0)`" } ?? ""
    return "Fine-tuned: it starts from the weights of \(MarkdownText.code(from.checkpoint))\(digest)."
  }

  private var optimizer: String {
    let adam = recipe.optimizer
    return "\(grouped(recipe.steps)) steps of AdamW (betas \(number(adam.beta1)) and \(number(adam.beta2)), epsilon "
      + "\(number(adam.epsilon))) on batches of \(grouped(recipe.batch)) fresh problems, seed \(recipe.seed), gradients clipped to "
      + "norm \(number(recipe.clipNorm))."
      + (adam.relativeFloor.map {
        " Steps are relative to each tensor's root mean square, but not below \(number($0))."
      } ?? "")
      + (recipe.grokfast.map {
        " Grokfast adds the gradient's moving average (alpha \(number($0.alpha))) \(number($0.lambda)) times."
      } ?? "")
  }

  private var tensors: String? {
    let rules = recipe.tensors.map { rule in
      let start: String? =
        switch rule.initial {
        case nil: nil
        case .value(let value): "start at \(number(value))"
        case .normal(let deviation): "start from normal numbers of deviation \(number(deviation))"
        case .uniform(let bound): "start uniform within \(number(bound))"
        case .values(let values): "start at \(values.map(number).joined(separator: ", "))"
        }
      let rate = rule.rate.map { "learn \(number($0)) times as fast" }
      return "\(MarkdownText.code(rule.names)) " + [start, rate].compactMap(\.self).joined(separator: " and ")
    }
    return rules.isEmpty ? nil : "Tensors \(rules.joined(separator: "; ")); the last that fits holds."
  }

  private var phases: [String] {
    recipe.phases.map { phase in
      let settings =
        [phase.batch.map { "Batches are of \(grouped($0))." }, schedule(phase.learningRate)].compactMap(\.self)
        + (phase.sampling.map(problems) ?? []) + (phase.weightDecay.map { [decay($0) + "."] } ?? [])
      return "Then \(grouped(phase.steps)) steps from the best weights on, with a fresh optimizer. "
        + settings.joined(separator: " ")
    }
  }

  private func schedule(_ rate: LearningRate) -> String {
    let rise =
      rate.warmup > 0 ? "rises to \(number(rate.peak)) over \(grouped(rate.warmup)) steps and" : "of \(number(rate.peak))"
    return "The learning rate \(rise) falls to \(number(rate.peak * rate.finalFraction)) along a cosine."
  }

  private func problems(_ sampling: Sampling) -> [String] {
    [operands(sampling), curriculum(sampling), carryMix(sampling), targets(sampling)].compactMap(\.self)
  }

  private func targets(_ sampling: Sampling) -> String? {
    sampling.targets.map {
      "\(number($0.probability * 100))% of the problems are drawn from \(grouped($0.problems.count)) that the recipe names."
    }
  }

  private func operands(_ sampling: Sampling) -> String {
    switch sampling.operands {
    case .uniformLength: "Operands: first a number of digits, then both uniform up to that many."
    case .uniformValue: "Operands are uniform in value up to the greatest number of digits."
    }
  }

  private func curriculum(_ sampling: Sampling) -> String? {
    let stages = sampling.curriculum.stages
    guard stages.count > 1 else { return nil }
    let parts = stages.map { stage in
      "\(stage.digits.least) to \(stage.digits.most) digits" + (stage.steps.map { " for \(grouped($0)) steps" } ?? " to the end")
    }
    return "Curriculum: \(parts.joined(separator: ", then "))."
  }

  private func carryMix(_ sampling: Sampling) -> String? {
    guard let mix = sampling.carryMix, mix.probability > 0 else { return nil }
    let fade = mix.fade.map { ", falling linearly to none between steps \(grouped($0.from)) and \(grouped($0.to))" } ?? ""
    return "\(number(mix.probability * 100))% of the problems are carry patterns\(fade)."
  }

  private func decay(_ decay: WeightDecay) -> String {
    let base = "Weight decay \(number(decay.base))"
    let parts = decay.relaxations.map { relaxation in
      let tokens = relaxation.tokenAccuracy > 0 ? " and \(number(relaxation.tokenAccuracy * 100))% of the digits" : ""
      return "times \(number(relaxation.factor)) once \(number(relaxation.exactMatch * 100))% of the answers\(tokens) are right"
    }
    return ([base] + parts).joined(separator: ", ")
  }

  private var stopping: String {
    let validation =
      "Validated every \(grouped(recipe.validation.every)) steps on \(grouped(recipe.validation.count)) uniform problems"
    let early = recipe.earlyStop.map {
      "; stopped early if \(number($0.exactMatch * 100))% stay right for \(grouped($0.steps)) steps"
    }
    let demands = recipe.giveUp.map { rule in
      let shares = [
        rule.tokenAccuracy.map { "\(number($0 * 100))% of the digits" },
        rule.exactMatch.map { "\(number($0 * 100))% of the answers" },
      ]
      return "\(shares.compactMap(\.self).joined(separator: " and ")) at step \(grouped(rule.step))"
    }
    let givenUp = demands.isEmpty ? "" : "; given up below " + demands.joined(separator: ", ")
    return validation + (early ?? "") + givenUp + "."
  }
}
