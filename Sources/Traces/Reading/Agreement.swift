extension TraceReader {
  /// Checks that problems of another recording may follow those of this trace.
  func checkAgreement(with next: TraceDescription) throws(TraceError) {
    func agree(_ what: String, _ found: String?, _ expected: String?) throws(TraceError) {
      guard found != expected else { return }
      throw .differs(path: path, what: what, found: found ?? "none", expected: expected ?? "none")
    }
    func names(_ hooks: [TraceHook]) -> String { hooks.isEmpty ? "none" : hooks.map(\.name).joined(separator: ", ") }
    let (old, new) = (provenance, next.provenance)
    try agree("the architecture", old.architecture, new.architecture)
    try agree("weights of the SHA-256", old.weightsSHA256, new.weightsSHA256)
    try agree("the pass", old.pass, new.pass)
    try agree("the interventions", old.interventions, new.interventions)
    try agree("the precision", precision.rawValue, next.precision.rawValue)
    try agree("the hooks", names(hooks), names(next.hooks))
    try agree("the gradients", names(gradients), names(next.gradients))
    for (found, expected) in zip(hooks + gradients, next.hooks + next.gradients) where found != expected {
      try agree("at \(found.name) the dimensions", found.shapeInWords, expected.shapeInWords)
      try agree("at \(found.name) the labels", "others", "the same")
    }
    guard try readProblems(0..<min(1, problemCount)).hasColumns(of: next.problems) else {
      throw .differs(path: path, what: "about problems", found: "other columns", expected: "this version's")
    }
  }
}

extension TraceHook {
  /// The dimensions with their sizes, such as `head 1, query 33, key 33`.
  var shapeInWords: String { dimensions.map { "\($0.name) \($0.size)" }.joined(separator: ", ") }
}
