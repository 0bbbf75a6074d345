import Addition
import Foundation
import Training

/// A recipe as a paragraph.
struct RecipeInWords {
  let recipe: Recipe

  init(_ recipe: Recipe) { self.recipe = recipe }

  var text: String {
    [start, optimizer, schedule, operands, curriculum, carryMix, decay, stopping].compactMap { $0 }.joined(separator: " ")
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
  }

  private var schedule: String {
    let rate = recipe.learningRate
    return "The learning rate rises to \(number(rate.peak)) over \(grouped(rate.warmup)) steps and falls to "
      + "\(number(rate.peak * rate.finalFraction)) along a cosine."
  }

  private var operands: String {
    switch recipe.sampling.operands {
    case .uniformLength: "Operands: first a number of digits, then both uniform up to that many."
    case .uniformValue: "Operands are uniform in value up to the greatest number of digits."
    }
  }

  private var curriculum: String? {
    let stages = recipe.sampling.curriculum.stages
    guard stages.count > 1 else { return nil }
    let parts = stages.map { stage in
      "\(stage.digits.least) to \(stage.digits.most) digits" + (stage.steps.map { " for \(grouped($0)) steps" } ?? " to the end")
    }
    return "Curriculum: \(parts.joined(separator: ", then "))."
  }

  private var carryMix: String? {
    guard let mix = recipe.sampling.carryMix, mix.probability > 0 else { return nil }
    let fade = mix.fade.map { ", falling linearly to none between steps \(grouped($0.from)) and \(grouped($0.to))" } ?? ""
    return "\(number(mix.probability * 100))% of the problems are carry patterns\(fade)."
  }

  private var decay: String {
    let base = "Weight decay \(number(recipe.weightDecay.base))"
    let parts = recipe.weightDecay.relaxations.map { relaxation in
      let tokens = relaxation.tokenAccuracy > 0 ? " and \(number(relaxation.tokenAccuracy * 100))% of the digits" : ""
      return "times \(number(relaxation.factor)) once \(number(relaxation.exactMatch * 100))% of the answers\(tokens) are right"
    }
    return parts.isEmpty ? base + "." : "\(base), \(parts.joined(separator: ", "))."
  }

  private var stopping: String? {
    let validation =
      "Validated every \(grouped(recipe.validation.every)) steps on \(grouped(recipe.validation.count)) uniform problems"
    guard let stop = recipe.earlyStop else { return validation + "." }
    return "\(validation); stopped early if \(number(stop.exactMatch * 100))% stay right for \(grouped(stop.steps)) steps."
  }
}
