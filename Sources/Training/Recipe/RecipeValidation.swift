import Addition
import Transformer

extension Recipe {
  /// Checks that every number makes sense; recipes come from files.
  ///
  /// - Parameter source: what errors call the recipe, such as its file; nil for its name.
  /// - Throws: `RecipeError` naming the field.
  public func validate(source: String? = nil) throws(RecipeError) {
    let source = source ?? "recipe \(name)"
    let parameters: ParameterTable
    do throws(ArchitectureError) { parameters = try ParameterTable(architecture) } catch {
      throw RecipeError(source: source, problem: error.description)
    }
    let check = FieldCheck(source: source)
    let isSafeName = !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) } && name.first != "."
    try check.require(
      isSafeName, "name", "must be letters, digits, '-', '_' and '.', since it names a folder,", "\"\(name)\"")
    try check.require((1...100_000_000).contains(steps), "steps", "must be in 1...100,000,000", steps)
    try check.batch(batch, "batch")
    try check.schedule(learningRate, steps: steps, "learningRate")
    try check.require((0..<1).contains(optimizer.beta1), "optimizer.beta1", "must be in 0..<1", optimizer.beta1)
    try check.require((0..<1).contains(optimizer.beta2), "optimizer.beta2", "must be in 0..<1", optimizer.beta2)
    try check.require(optimizer.epsilon > 0, "optimizer.epsilon", "must be above 0", optimizer.epsilon)
    if let floor = optimizer.relativeFloor {
      try check.require(floor > 0 && floor <= 1e6, "optimizer.relativeFloor", "must be above 0 and at most 1e6", floor)
    }
    if let grokfast {
      try check.require((0..<1).contains(grokfast.alpha), "grokfast.alpha", "must be in 0..<1", grokfast.alpha)
      try check.require((0...1000).contains(grokfast.lambda), "grokfast.lambda", "must be in 0...1,000", grokfast.lambda)
    }
    try check.decay(weightDecay, "weightDecay")
    try check.require(clipNorm > 0, "clipNorm", "must be above 0", clipNorm)
    try check.require(validation.every >= 1, "validation.every", "must be at least 1", validation.every)
    try check.require(
      (1...1_000_000).contains(validation.count), "validation.count", "must be in 1...1,000,000", validation.count)
    if let earlyStop {
      try check.require(earlyStop.steps >= 1, "earlyStop.steps", "must be at least 1", earlyStop.steps)
      try check.share(earlyStop.exactMatch, "earlyStop.exactMatch")
    }
    if let digest = from?.weightsSHA256 {
      let isDigest = digest.count == 64 && digest.allSatisfy { "0123456789abcdef".contains($0) }
      try check.require(isDigest, "from.weightsSHA256", "must be 64 digits 0-9 and a-f", "\"\(digest.prefix(80))\"")
    }
    try check.rules(tensors, parameters)
    try check.phases(phases, after: steps)
    try check.giveUp(giveUp, steps: totalSteps)
  }
}

/// What the parts of a recipe may say; errors name the field by its path.
private struct FieldCheck {
  let source: String

  func require(_ condition: Bool, _ field: String, _ demand: String, _ value: some Any) throws(RecipeError) {
    guard condition else { throw RecipeError(source: source, problem: "'\(field)' \(demand) and is \(value)") }
  }

  func share(_ value: Double, _ field: String) throws(RecipeError) {
    try require((0...1).contains(value), field, "must be in 0...1", value)
  }

  func batch(_ batch: Int, _ field: String) throws(RecipeError) {
    try require((1...65_536).contains(batch), field, "must be in 1...65,536", batch)
  }

  func schedule(_ rate: LearningRate, steps: Int, _ field: String) throws(RecipeError) {
    try require(rate.peak > 0 && rate.peak <= 10, "\(field).peak", "must be above 0 and at most 10", rate.peak)
    try share(rate.finalFraction, "\(field).finalFraction")
    try require((0...steps).contains(rate.warmup), "\(field).warmup", "must be in 0...\(steps), the steps,", rate.warmup)
  }

  func decay(_ decay: WeightDecay, _ field: String) throws(RecipeError) {
    try share(decay.base, "\(field).base")
    for (index, relaxation) in decay.relaxations.enumerated() {
      let place = "\(field).relaxations[\(index)]"
      try share(relaxation.exactMatch, "\(place).exactMatch")
      try share(relaxation.tokenAccuracy, "\(place).tokenAccuracy")
      try share(relaxation.factor, "\(place).factor")
    }
  }

  func rules(_ rules: [TensorRule], _ parameters: ParameterTable) throws(RecipeError) {
    for (index, rule) in rules.enumerated() {
      let field = "tensors[\(index)]"
      do throws(HookSelectionError) { _ = try HookGlob(rule.names) } catch {
        throw RecipeError(source: source, problem: "'\(field).names': \(error)")
      }
      let tensors = parameters.parameters.filter { rule.fits($0.name) }
      guard !tensors.isEmpty else {
        let names = parameters.parameters.map(\.name).joined(separator: ", ")
        throw RecipeError(source: source, problem: "'\(field).names' fits no tensor; there are \(names)")
      }
      guard rule.initial != nil || rule.rate != nil else {
        throw RecipeError(source: source, problem: "'\(field)' changes nothing; give initial, rate or both")
      }
      if let rate = rule.rate { try require((0...1000).contains(rate), "\(field).rate", "must be in 0...1,000", rate) }
      switch rule.initial {
      case nil: break
      case .value(let value): try require(value.isFinite, "\(field).initial", "must be a number", value)
      case .normal(let width), .uniform(let width):
        try require((0...1e6).contains(width), "\(field).initial", "must be within 0 and 1e6", width)
      case .values(let values):
        for tensor in tensors {
          try require(
            values.count == tensor.count, "\(field).initial", "must be \(tensor.count) numbers for '\(tensor.name)'",
            values.count)
        }
      }
    }
  }

  func giveUp(_ rules: [GiveUp], steps: Int) throws(RecipeError) {
    for (index, rule) in rules.enumerated() {
      let field = "giveUp[\(index)]"
      try require((1...steps).contains(rule.step), "\(field).step", "must be in 1...\(steps), the run's steps,", rule.step)
      guard rule.tokenAccuracy != nil || rule.exactMatch != nil else {
        throw RecipeError(source: source, problem: "'\(field)' gives nothing up; give tokenAccuracy, exactMatch or both")
      }
      if let share = rule.tokenAccuracy { try self.share(share, "\(field).tokenAccuracy") }
      if let share = rule.exactMatch { try self.share(share, "\(field).exactMatch") }
    }
  }

  func phases(_ phases: [Phase], after steps: Int) throws(RecipeError) {
    var total = steps
    for (index, phase) in phases.enumerated() {
      let field = "phases[\(index)]"
      try require((1...100_000_000).contains(phase.steps), "\(field).steps", "must be in 1...100,000,000", phase.steps)
      total += phase.steps
      try require(total <= 100_000_000, "phases", "must not make the run longer than 100,000,000 steps", total)
      if let batch = phase.batch { try self.batch(batch, "\(field).batch") }
      try schedule(phase.learningRate, steps: phase.steps, "\(field).learningRate")
      if let decay = phase.weightDecay { try self.decay(decay, "\(field).weightDecay") }
    }
  }
}
