import Transformer

/// A path through the residual stream from what one node writes to what one node reads.
public struct CircuitEdge: Codable, Hashable, Sendable {
  /// Something that reads the stream.
  public struct Reader: Codable, Hashable, Sendable {
    /// Such as `L0H0 values`, `L0 MLP` or `logits`.
    public let name: String
    /// The hook that holds the stream as it reads it.
    public let hook: String
    /// The block; nil for the logits.
    public let layer: Int?
    /// The head, for queries, keys and values.
    public let head: Int?

    /// Whether a head reads it.
    public var isAttention: Bool { head != nil }
  }

  /// Such as `tokens`, `L0H0` or `L0 MLP`.
  public let senderName: String
  /// What is written.
  public let sender: Intervention.PathSource
  /// What reads it.
  public let reader: Reader

  /// Such as `L0H0 -> L0 MLP`.
  public var name: String { "\(senderName) -> \(reader.name)" }

  /// All edges of a program, reader by reader in the order of the computation. Position vectors are no senders: they are the same
  /// for every problem.
  ///
  /// - Parameter program: with the hooks `.attentionResult` and `.splitInputs`.
  static func all(of program: Program) -> [CircuitEdge] {
    var senders = [(name: "tokens", source: Intervention.PathSource("hook_embed"))]
    var edges: [CircuitEdge] = []
    func read(_ reader: Reader) {
      guard program.hook(reader.hook) != nil else { return }
      edges += senders.map { CircuitEdge(senderName: $0.name, sender: $0.source, reader: reader) }
    }
    for layer in 0..<program.architecture.layers {
      let block = "blocks.\(layer)."
      for (letter, word) in [("q", "queries"), ("k", "keys"), ("v", "values")] {
        let hook = "\(block)hook_\(letter)_input"
        for head in 0..<(program.hook(hook)?.heads ?? 0) {
          read(Reader(name: "L\(layer)H\(head) \(word)", hook: hook, layer: layer, head: head))
        }
      }
      let result = "\(block)attn.hook_result"
      for head in 0..<(program.hook(result)?.heads ?? 0) {
        senders.append(("L\(layer)H\(head)", Intervention.PathSource(result, head: head)))
      }
      read(Reader(name: "L\(layer) MLP", hook: "\(block)hook_mlp_in", layer: layer, head: nil))
      senders.append(("L\(layer) MLP", Intervention.PathSource("\(block)hook_mlp_out")))
    }
    let last = program.architecture.layers - 1
    read(Reader(name: "logits", hook: "blocks.\(last).hook_resid_post", layer: nil, head: nil))
    return edges
  }
}
