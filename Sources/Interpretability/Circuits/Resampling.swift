import Transformer

extension CircuitPart {
  /// The interventions that give some parts their values on the problem's donor, where one digit of the answer is predicted. Parts
  /// of one activation share one intervention.
  ///
  /// A node is what it is for the donor, whatever its inputs have become. An edge brings what the sender wrote for the donor; what
  /// comes over other edges of the same sender is what the sender writes in this run, from its own changed inputs.
  static func resampling(_ parts: [CircuitPart], answerDigit: Int) -> [Intervention] {
    var interventions: [Intervention] = []
    var indices: [Intervention: Int] = [:]
    for place in parts.flatMap(\.places) where place.answerDigit == nil || place.answerDigit == answerDigit {
      let whole = Intervention(hook: place.hook, head: place.head, positions: place.positions, operation: .donor)
      if let features = place.features, let index = indices[whole] {
        interventions[index].features?.append(contentsOf: features)
      } else {
        indices[whole] = interventions.count
        var part = whole
        part.features = place.features
        interventions.append(part)
      }
    }
    var senders: [(reader: CircuitEdge.Reader, sources: [Intervention.PathSource])] = []
    for edge in parts.compactMap(\.edge) {
      if let index = senders.firstIndex(where: { $0.reader == edge.reader }) {
        senders[index].sources.append(edge.sender)
      } else {
        senders.append((edge.reader, [edge.sender]))
      }
    }
    return interventions
      + senders.map { Intervention(hook: $0.reader.hook, head: $0.reader.head, operation: .paths($0.sources)) }
  }
}
