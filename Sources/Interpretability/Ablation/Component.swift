import Addition
import Transformer

/// Something in a model that can be taken out: a head, a layer's output, a hidden unit, an attention edge, a dimension.
public struct Component: Codable, Hashable, Sendable {
  /// Components of one kind.
  public enum Group: String, Codable, Hashable, Sendable, CaseIterable {
    /// A head's mixture of values (`hook_z`).
    case head
    /// All that a block's attention writes (`hook_attn_out`).
    case attention
    /// All that a block's MLP writes (`hook_mlp_out`).
    case mlp
    /// A hidden unit of a block's MLP (`hook_post`).
    case unit
    /// A head's attention from the queries that predict the answer to the keys of one role (entries of `hook_pattern`).
    ///
    /// Zeroing such an entry after the softmax takes its value out of the mixture; the other entries are not renormalized, so
    /// they sum to less than 1.
    case edge
    /// What the queries that predict the answer read at the keys of one role: those keys' values in one head (`hook_v`), with
    /// the attention weights left alone.
    ///
    /// Every digit is taken in a run of its own, since the next digit reads the same key in another role. In the last block this
    /// touches nothing but that digit's edge; in earlier blocks, other queries read the changed values too.
    case value
    /// A dimension of the token vectors (`hook_embed`).
    case tokenDimension
    /// A dimension of the position vectors (`hook_pos_embed`). These are the same for every problem, so only zeroing them does
    /// anything.
    case positionDimension
    /// Two of the others at once.
    case pair
    /// Parts of one's own choice.
    case custom

    /// The groups that make up a circuit study.
    public static let circuit: [Group] = [.head, .attention, .mlp, .unit, .edge, .value]
  }

  /// Part of one hook's activation.
  public struct Part: Codable, Hashable, Sendable {
    /// The hook point's name.
    public let hook: String
    /// The head, or nil for all.
    public let head: Int?
    /// Positions (for attention: queries), or nil for all.
    public let positions: [Int]?
    /// Features (for attention: keys), or nil for all.
    public let features: [Int]?
    /// If not nil, the part is taken out in a run of its own, of which only this digit of the answer counts.
    public let answerDigit: Int?

    /// Part of a hook's activation; nil for all of it.
    public init(
      hook: String, head: Int? = nil, positions: [Int]? = nil, features: [Int]? = nil, answerDigit: Int? = nil
    ) {
      (self.hook, self.head, self.positions) = (hook, head, positions)
      (self.features, self.answerDigit) = (features, answerDigit)
    }
  }

  /// Such as `L0H0`, `L0 MLP`, `L0 unit 1`, `L0H0 to X[i-1]` or `L0H0 value of X[i-1]`.
  public let name: String
  /// What it is.
  public let group: Group
  /// Its block, or nil for an embedding's dimension.
  public let layer: Int?
  /// Its head, where it belongs to one.
  public let head: Int?
  /// For an edge or a value, the keys' role.
  public let role: KeyRole?
  /// Where it is one position of a component, that position.
  public let position: Int?
  /// The names of the components that it is made of: both of a pair, or the one that it is a position of.
  public let members: [String]
  /// What is overwritten to take it out.
  public let parts: [Part]

  /// A component of one's own; those of a model are made by `Component.all(of:groups:)`.
  public init(
    name: String, group: Group, layer: Int? = nil, head: Int? = nil, role: KeyRole? = nil, position: Int? = nil,
    members: [String] = [], parts: [Part]
  ) {
    (self.name, self.group, self.layer, self.head) = (name, group, layer, head)
    (self.role, self.position, self.members, self.parts) = (role, position, members, parts)
  }

  /// The interventions that take the component out where one digit of the answer is predicted.
  ///
  /// - Parameters:
  ///   - means: the activations that a mean ablation puts in place. A hook that is missing there is zeroed.
  ///   - value: what everything becomes that is fixed.
  public func interventions(
    _ ablation: Ablation, answerDigit: Int, means: MeanActivations, value: Float = 0, in program: Program
  ) -> [Intervention] {
    parts.filter { $0.answerDigit == nil || $0.answerDigit == answerDigit }.map { part in
      let operation: Intervention.Operation =
        switch ablation {
        case .zero: .zero
        case .mean: means[part.hook].map { .values($0) } ?? .zero
        case .resample: .donor
        case .fixed:
          .values(
            [Float](
              repeating: value, count: program.hook(part.hook)?.dimensions(positions: program.positions).reduce(1, *) ?? 0))
        }
      return Intervention(
        hook: part.hook, head: part.head, positions: part.positions, features: part.features, operation: operation)
    }
  }
}

extension Component {
  /// A model's components of some groups, in the order of the computation.
  public static func all(of program: Program, groups: [Group] = Group.circuit) -> [Component] {
    var all = dimensions("hook_embed", "token", .tokenDimension, program)
    all += dimensions("hook_pos_embed", "position", .positionDimension, program)
    for layer in 0..<program.architecture.layers {
      all += heads(program, layer) + edges(program, layer) + values(program, layer)
      all += whole("blocks.\(layer).hook_attn_out", "L\(layer) attention", .attention, layer, program)
      all += units(program, layer)
      all += whole("blocks.\(layer).hook_mlp_out", "L\(layer) MLP", .mlp, layer, program)
    }
    return all.filter { groups.contains($0.group) }
  }

  private static func heads(_ program: Program, _ layer: Int) -> [Component] {
    guard let hook = program.hook("blocks.\(layer).attn.hook_z") else { return [] }
    return (0..<(hook.heads ?? 1)).map { head in
      Component(
        name: "L\(layer)H\(head)", group: .head, layer: layer, head: head,
        parts: [Part(hook: hook.name, head: head)])
    }
  }

  /// One component for each head and role that any digit of the answer has a key of.
  private static func edges(_ program: Program, _ layer: Int) -> [Component] {
    byRole(program, "blocks.\(layer).attn.hook_pattern", layer, .edge, "to") { hook, head, _, query, keys in
      Part(hook: hook, head: head, positions: [query], features: keys)
    }
  }

  private static func values(_ program: Program, _ layer: Int) -> [Component] {
    byRole(program, "blocks.\(layer).attn.hook_v", layer, .value, "value of") { hook, head, digit, _, keys in
      Part(hook: hook, head: head, positions: keys, answerDigit: digit)
    }
  }

  private static func byRole(
    _ program: Program, _ name: String, _ layer: Int, _ group: Group, _ verb: String,
    _ part: (_ hook: String, _ head: Int, _ digit: Int, _ query: Int, _ keys: [Int]) -> Part
  ) -> [Component] {
    guard let hook = program.hook(name) else { return [] }
    let format = program.architecture.format
    return (0..<(hook.heads ?? 1)).flatMap { head in
      KeyRole.allCases.compactMap { role in
        let parts = (0..<format.answerLength).compactMap { digit -> Part? in
          let query = format.query(answerDigit: digit)
          let keys = (0...query).filter { KeyRole(key: $0, answerDigit: digit, format: format) == role }
          return keys.isEmpty ? nil : part(name, head, digit, query, keys)
        }
        guard !parts.isEmpty else { return nil }
        return Component(
          name: "L\(layer)H\(head) \(verb) \(role.rawValue)", group: group, layer: layer, head: head, role: role,
          parts: parts)
      }
    }
  }

  private static func units(_ program: Program, _ layer: Int) -> [Component] {
    guard let hook = program.hook("blocks.\(layer).mlp.hook_post") else { return [] }
    return (0..<hook.features(positions: program.positions)).map { unit in
      Component(
        name: "L\(layer) unit \(unit)", group: .unit, layer: layer,
        parts: [Part(hook: hook.name, features: [unit])])
    }
  }

  private static func whole(
    _ name: String, _ title: String, _ group: Group, _ layer: Int, _ program: Program
  ) -> [Component] {
    program.hook(name).map { hook in
      [
        Component(
          name: title, group: group, layer: layer,
          parts: [Part(hook: hook.name)])
      ]
    } ?? []
  }

  private static func dimensions(_ name: String, _ title: String, _ group: Group, _ program: Program) -> [Component] {
    guard let hook = program.hook(name) else { return [] }
    return (0..<hook.features(positions: program.positions)).map { dimension in
      Component(
        name: "\(title) dim \(dimension)", group: group,
        parts: [Part(hook: hook.name, features: [dimension])])
    }
  }
}
