/// Which places use which tensors, directly or through other places: the one answer to what a tensor is for.
struct WeightUses {
  private var users: [OwnTensor.Key: [WeightSite]] = [:]

  /// Follows every place's expression to the tensors it ends in.
  ///
  /// - Precondition: no place refers to itself.
  init(_ architecture: Architecture) {
    for site in architecture.sites {
      for key in Self.tensors(of: site, architecture) { users[key, default: []].append(site) }
    }
  }

  /// The places that use a tensor, in the order of the computation.
  subscript(key: OwnTensor.Key) -> [WeightSite] { users[key] ?? [] }

  /// The tensors that a place uses, each once.
  private static func tensors(of site: WeightSite, _ architecture: Architecture) -> Set<OwnTensor.Key> {
    var keys = Set(architecture.ownTensors(at: site).map(\.key))
    func follow(_ expression: WeightExpression) {
      switch expression {
      case .reference(let reference):
        let other = reference.site(from: site.layer)
        let all = tensors(of: other, architecture)
        let prefix = reference.factor?.rawValue
        // A factor is its own tensors and those that its expression refers to; a place's bias goes with nothing but all of it.
        keys.formUnion(
          prefix.map { factor in all.filter { $0.site != other || $0.part.hasPrefix(factor) } } ?? all)
      case .transposed(let x), .scaled(let x, _), .turned(let x, _): follow(x)
      case .product(let first, let second, _):
        follow(first)
        follow(second)
      default: break
      }
    }
    let expression = architecture.expression(at: site)
    follow(expression)
    if case .reference = expression { return keys }
    // A matrix derived from another place's has its numbers, but not its bias.
    return keys.filter { $0.part != "bias" || $0.site == site }
  }
}
