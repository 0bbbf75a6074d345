/// The parameters of an architecture under their published names, and where in them each place's own tensors lie.
struct ParameterDeclaration {
  private(set) var parameters: [Parameter] = []
  private var parts: [OwnTensor.Key: (parameter: Int, part: Part)] = [:]

  /// How a tensor lies in its parameter's values: where it starts, and the distance from one row to the next.
  struct Part {
    let offset: Int
    let rowStride: Int
  }

  /// - Precondition: the architecture is valid.
  init(_ architecture: Architecture) {
    let uses = WeightUses(architecture)
    let tensors = architecture.ownTensors()
    for tensor in tensors where parts[tensor.key] == nil {
      if let fused = Fusion(of: tensor, among: tensors, uses, architecture.naming.names) {
        for (member, part) in zip(fused.members, fused.parts) { parts[member.key] = (parameters.count, part) }
        parameters.append(fused.parameter(uses))
      } else {
        parts[tensor.key] = (parameters.count, Part(offset: 0, rowStride: tensor.shape.last ?? 1))
        parameters.append(architecture.parameter(tensor, uses, among: tensors))
      }
    }
  }

  /// The index of the parameter that holds a tensor, and its part of it.
  ///
  /// - Precondition: the tensor is one of the architecture's.
  func place(of key: OwnTensor.Key) -> (parameter: Int, part: Part) {
    guard let place = parts[key] else { preconditionFailure("the architecture declares no \(key.part) of \(key.site)") }
    return place
  }
}

/// Queries, keys and values of a block in one tensor, as gpt-acc has them: side by side along their outputs.
private struct Fusion {
  static let places: [WeightPlace] = [.query, .key, .value]
  let name: String
  let members: [OwnTensor]

  /// Nil unless all three have such a part, each for itself, and the family has a name for them together.
  init?(of tensor: OwnTensor, among tensors: [OwnTensor], _ uses: WeightUses, _ names: TensorNames) {
    let (part, layer) = (tensor.key.part, tensor.key.site.layer)
    guard Self.places.contains(tensor.key.site.place), ["weight", "second"].contains(part),
      let name = names.fusedName(part, layer: layer)
    else { return nil }
    members = Self.places.compactMap { place in
      tensors.first { $0.key == .init(site: WeightSite(place, layer: layer), part: part) && $0.shape.count == 2 }
    }
    guard members.count == 3, members.allSatisfy({ uses[$0.key] == [$0.key.site] }) else { return nil }
    guard part == "weight" || Set(members.map { $0.shape[0] }).count == 1 else { return nil }
    // Second factors lie side by side only behind one first factor.
    let first = OwnTensor.Key(site: WeightSite(.query, layer: layer), part: "first")
    guard part == "weight" || uses[first].map(\.place) == Self.places else { return nil }
    self.name = name
  }

  /// Along which side of the tensors the outputs are.
  private var outputSide: Int { members[0].key.part == "weight" ? 0 : 1 }
  private var outputs: Int { members.reduce(0) { $0 + $1.shape[outputSide] } }
  private var others: Int { members[0].shape[1 - outputSide] }

  var parts: [ParameterDeclaration.Part] {
    var first = 0
    return members.map { member in
      defer { first += member.shape[outputSide] }
      return outputSide == 0 ? .init(offset: first * others, rowStride: others) : .init(offset: first, rowStride: outputs)
    }
  }

  func parameter(_ uses: WeightUses) -> Parameter {
    Parameter(
      name: name, shape: outputSide == 0 ? [outputs, others] : [others, outputs],
      role: outputSide == 0 ? .projection(inputs: others, outputs: outputs) : .secondFactor(rank: others, outputs: outputs),
      shares: members.map { .init(place: $0.key.site.place, count: $0.count) }, uses: Self.places)
  }
}

extension Architecture {
  fileprivate func parameter(_ tensor: OwnTensor, _ uses: WeightUses, among tensors: [OwnTensor]) -> Parameter {
    let users = uses[tensor.key]
    let (site, part) = (tensor.key.site, tensor.key.part)
    let name = name(of: tensor, users.map(\.place), uses)
    // Places that are this one's owner, and all of it: as it stands, or transposed.
    let same = users.filter { owner(of: $0) == site }
    let transposed = users.filter { user in
      guard case .transposed(.reference(let reference)) = expression(at: user), reference.factor == nil else { return false }
      return owner(of: reference.site(from: user.layer)) == site && part == "weight" && tensor.shape.count == 2
    }
    func names(_ sites: [WeightSite]) -> [String] { sites.compactMap { naming.names.name($0, part) }.filter { $0 != name } }
    let isCircle = part == "tok_arc_A" && !tensors.contains { $0.key.part == "tok_arc_B" }
    let circle = isCircle ? ["tok_arc_B"] : []
    let repeated = naming.names.repeated
    return Parameter(
      name: name,
      ties: names(same.filter { $0 != site && repeated.contains($0.place) }) + (repeated.contains(.tokens) ? circle : []),
      aliases: names(same) + circle, transposes: names(transposed), shape: tensor.shape, isTrainable: tensor.isTrainable,
      role: tensor.role,
      shares: [.init(place: site.place, count: tensor.count)],
      uses: [site.place] + users.map(\.place).filter { $0 != site.place })
  }

  /// What the family calls a tensor; where the family knows no such thing, the place and the part.
  private func name(of tensor: OwnTensor, _ users: [WeightPlace], _ uses: WeightUses) -> String {
    let (site, part, names) = (tensor.key.site, tensor.key.part, naming.names)
    let own = names.name(site, part) ?? "\(site).\(part)"
    let attention = Fusion.places.filter(users.contains)
    guard Fusion.places.contains(site.place), !tensor.isNumber else { return own }
    func isCommon(_ part: String) -> Bool {
      Fusion.places.contains { uses[.init(site: WeightSite($0, layer: site.layer), part: part)].map(\.place) == Fusion.places }
    }
    let isFactor = part == "first" || part == "second"
    if isFactor, isCommon("first") != isCommon("second") {
      // One fused tensor holds the other factors: this one is named as its first part.
      if isCommon("first"), Fusion.places.allSatisfy({ holds("second", $0, site.layer, uses) }),
        let fused = names.fusedName(part, layer: site.layer)
      {
        return fused
      }
      return names.name(sharedBy: attention, part, besideCommonFactor: true, layer: site.layer) ?? own
    }
    guard attention.count > 1 else { return own }
    return names.name(sharedBy: attention, part, besideCommonFactor: false, layer: site.layer) ?? own
  }

  private func holds(_ part: String, _ place: WeightPlace, _ layer: Int, _ uses: WeightUses) -> Bool {
    uses[.init(site: WeightSite(place, layer: layer), part: part)].map(\.place) == [place]
  }
}
