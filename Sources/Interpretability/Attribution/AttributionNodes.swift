import Transformer

extension AttributionSite {
  /// Hidden units of wider MLPs are taken together.
  private static let mostUnits = 32

  /// The nodes of a program in the order of the computation: the token vectors, each head's queries, keys, values, scores, pattern and
  /// mixture, every hidden unit, what layers write, and the residual stream. Positions' vectors are the same for all problems.
  static func nodes(of program: Program) -> [AttributionSite] {
    var nodes: [AttributionSite] = []
    func add(_ name: String, _ kind: AttributionStudy.Kind, _ hook: String) {
      guard let hook = program.hook(hook) else { return }
      nodes.append(AttributionSite(name, kind, hook))
    }
    func addHeads(_ layer: Int, _ what: String, _ kind: AttributionStudy.Kind, _ hook: String) {
      guard let hook = program.hook("blocks.\(layer).attn.\(hook)") else { return }
      for head in 0..<(hook.heads ?? 1) { nodes.append(AttributionSite("L\(layer)H\(head) \(what)", kind, hook, head: head)) }
    }
    add("tokens", .residual, "hook_embed")
    for layer in 0..<program.architecture.layers {
      add("L\(layer) residual before", .residual, "blocks.\(layer).hook_resid_pre")
      addHeads(layer, "query", .query, "hook_q")
      addHeads(layer, "key", .key, "hook_k")
      addHeads(layer, "value", .value, "hook_v")
      addHeads(layer, "scores", .pattern, "hook_attn_scores")
      addHeads(layer, "pattern", .pattern, "hook_pattern")
      addHeads(layer, "mixture", .mixture, "hook_z")
      add("L\(layer) attention", .output, "blocks.\(layer).hook_attn_out")
      add("L\(layer) residual between", .residual, "blocks.\(layer).hook_resid_mid")
      if let hook = program.hook("blocks.\(layer).mlp.hook_post") {
        let units = hook.features(positions: program.positions)
        if units <= mostUnits {
          nodes += (0..<units).map { AttributionSite("L\(layer) unit \($0)", .unit, hook, unit: $0) }
        } else {
          nodes.append(AttributionSite("L\(layer) units", .unit, hook))
        }
      }
      add("L\(layer) MLP", .output, "blocks.\(layer).hook_mlp_out")
      add("L\(layer) residual after", .residual, "blocks.\(layer).hook_resid_post")
    }
    return nodes
  }

  /// All edges between components, of a program with the hooks `ResidualWrite.extras`: from everything that writes to the residual
  /// stream to every later head's queries, keys and values, every later MLP, and the logits.
  static func edges(of program: Program) -> [AttributionSite] {
    let last = program.architecture.layers - 1
    return ResidualWrite.all(of: program).filter { $0.hook.name != "hook_pos_embed" }.flatMap { write in
      var edges: [AttributionSite] = []
      for layer in 0...last {
        if write.layer.map({ $0 < layer }) ?? true {
          for (letter, word) in [("q", "query"), ("k", "key"), ("v", "value")] {
            guard let hook = program.hook("blocks.\(layer).hook_\(letter)_input") else { continue }
            edges += (0..<(hook.heads ?? 1)).map {
              AttributionSite(from: write, to: "L\(layer)H\($0) \(word)", hook, head: $0)
            }
          }
        }
        if write.layer.map({ $0 < layer || ($0 == layer && !write.isMLP) }) ?? true,
          let hook = program.hook("blocks.\(layer).hook_mlp_in")
        {
          edges.append(AttributionSite(from: write, to: "L\(layer) MLP", hook, head: 0))
        }
      }
      if let hook = program.hook("blocks.\(last).hook_resid_post") {
        edges.append(AttributionSite(from: write, to: "logits", hook, head: 0))
      }
      return edges
    }
  }
}
