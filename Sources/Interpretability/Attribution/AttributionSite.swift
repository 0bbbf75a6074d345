import Transformer

/// A place in the computation at which an activation is changed: where a node is, or where an edge ends.
struct AttributionSite: Sendable {
  /// Such as `L0H0 value`, `L0 unit 3`, `tokens -> L0H0 query`.
  let name: String
  /// What it is one of.
  let kind: AttributionStudy.Kind
  /// Where values are changed.
  let hook: HookPoint
  /// The head; 0 where the hook has none.
  let head: Int
  /// Which features; nil for all.
  let features: Range<Int>?
  /// Where the change is read, as the difference of two runs: the hook itself, or what an edge comes from. Its features are
  /// those of `features`, counted from `sourceStart`.
  let source: HookPoint
  let sourceHead: Int
  let sourceStart: Int

  /// A node: a part of a hook that takes its value from another run.
  init(_ name: String, _ kind: AttributionStudy.Kind, _ hook: HookPoint, head: Int = 0, unit: Int? = nil) {
    (self.name, self.kind, self.hook, self.head) = (name, kind, hook, head)
    features = unit.map { $0..<($0 + 1) }
    (source, sourceHead, sourceStart) = (hook, head, unit ?? 0)
  }

  /// An edge: one component's read of what another one writes.
  init(from write: ResidualWrite, to reader: String, _ hook: HookPoint, head: Int) {
    (name, kind, self.hook, self.head) = ("\(write.name) -> \(reader)", .edge, hook, head)
    (features, source, sourceHead, sourceStart) = (write.features, write.hook, write.head, 0)
  }

  /// The feature of `source` that belongs to one of `hook`.
  func sourceFeature(_ feature: Int) -> Int { feature - (features?.lowerBound ?? 0) + sourceStart }
}
