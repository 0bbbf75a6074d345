import Checkpoints
import Training

extension SweepPlan {
  /// The first thing in which this plan differs from one that was begun, in words; nil if it is the same.
  public func difference(from begun: SweepPlan) -> String? {
    if self == begun { return nil }
    func differs(_ what: String, _ now: some Any, _ then: some Any) -> String { "\(what) is \(then) there and \(now) here" }
    if name != begun.name { return differs("'name'", name, begun.name) }
    if success != begun.success { return differs("'success'", success, begun.success) }
    if keep != begun.keep { return differs("'keep'", keep, begun.keep) }
    for (here, there) in zip(variations, begun.variations) {
      if here.name != there.name { return differs("a variation's name", "'\(here.name)'", "'\(there.name)'") }
      let of = " of '\(here.name)'"
      if here.seeds != there.seeds { return differs("'seeds'\(of)", here.seeds, there.seeds) }
      if here.until != there.until {
        return differs("'until'\(of)", here.until.map(String.init) ?? "not set", there.until.map(String.init) ?? "not set")
      }
      if here.recipe != there.recipe {
        let (new, old) = (here.recipe.leaves, there.recipe.leaves)
        let field = Set(new.keys).union(old.keys).sorted().first { new[$0] != old[$0] }
        return differs(
          "'\(field ?? "recipe")'\(of)", field.flatMap { new[$0] } ?? "not set", field.flatMap { old[$0] } ?? "not set")
      }
      if here.parameters != there.parameters {
        return differs("the number of parameters\(of)", here.parameters, there.parameters)
      }
    }
    return differs("the number of variations", variations.count, begun.variations.count)
  }
}

extension Recipe {
  /// The JSON's values by path; the seed is its run's.
  fileprivate var leaves: [String: String] { (try? settings)?.leaves ?? [:] }
}
