import Transformer

/// A part of a trace: some hooks, some problems, some positions and features.
public struct TraceSelection: Sendable {
  /// Hooks by name or glob, with commas between.
  public var hooks = "*"
  /// Whether gradients are meant instead of activations.
  public var gradients = false
  /// The problems' numbers; nil for all.
  public var problems: Range<Int>?
  /// Positions (for attention: queries) as `TraceDimension.places(matching:)` takes them; nil for all.
  public var positions: String?
  /// Features, the last dimension (for attention: keys), in the same way; nil for all.
  public var features: String?

  /// Everything.
  public init() {}

  /// The hooks of a trace that are meant, in the trace's order.
  /// - Throws: `HookSelectionError`.
  public func hooks(of reader: TraceReader) throws(HookSelectionError) -> [TraceHook] {
    let all = gradients ? reader.gradients : reader.hooks
    var names: Set<String> = []
    for entry in HookGlob.split(hooks.filter { $0 != " " }) {
      let glob = try HookGlob(entry)
      let matching = all.map(\.name).filter(glob.matches)
      guard !matching.isEmpty else {
        throw .noHook(entry, nearest: glob.nearest(of: all.map(\.name)))
      }
      names.formUnion(matching)
    }
    return all.filter { names.contains($0.name) }
  }

  /// The places that are meant of every dimension of a hook.
  /// - Throws: `LabelSelectionError`.
  public func places(of hook: TraceHook) throws(LabelSelectionError) -> [[Int]] {
    var places: [[Int]] = []
    for (index, dimension) in hook.dimensions.enumerated() {
      let isPosition = dimension.name == "position" || dimension.name == "query"
      let list = index == hook.dimensions.count - 1 && !isPosition ? features : isPosition ? positions : nil
      if let list { places.append(try dimension.places(matching: list)) } else { places.append(Array(0..<dimension.size)) }
    }
    return places
  }

  /// The indices of those places among a problem's values, in order.
  static func indices(_ places: [[Int]], of hook: TraceHook) -> [Int] {
    var indices = [0]
    for (list, dimension) in zip(places, hook.dimensions) {
      indices = indices.flatMap { index in list.map { index * dimension.size + $0 } }
    }
    return indices
  }
}
