import Transformer

extension Component {
  /// What interventions select, as one component; what they do to it is left out.
  public init(name: String, selectedBy interventions: [Intervention]) {
    self.init(
      name: name, group: .custom,
      parts: interventions.map { Part(hook: $0.hook, head: $0.head, positions: $0.positions, features: $0.features) })
  }

  /// Every two of some components, taken out at once.
  public static func pairs(of components: [Component]) -> [Component] {
    components.indices.flatMap { first in
      components[(first + 1)...].map { second in
        let one = components[first]
        return Component(
          name: "\(one.name) and \(second.name)", group: .pair, members: [one.name, second.name], parts: one.parts + second.parts)
      }
    }
  }

  /// The component's part at one position; nil where it has none there.
  ///
  /// - Parameter label: what the position is called.
  public func at(position: Int, label: String) -> Component? {
    let here = parts.filter { $0.positions?.contains(position) ?? true }.map { part in
      Part(hook: part.hook, head: part.head, positions: [position], features: part.features, answerDigit: part.answerDigit)
    }
    guard !here.isEmpty else { return nil }
    return Component(
      name: "\(name) at \(label)", group: group, layer: layer, head: head, role: role, position: position,
      members: [name], parts: here)
  }
}
