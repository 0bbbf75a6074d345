import Addition
import Interpretability

extension CircuitDiagram {
  /// Boxes that a row has room for.
  private static let mostBoxes = 16

  /// The parts of a study in rows: tokens, or the keys' roles, then every block's heads and MLP, then the logits.
  init(_ study: CircuitStudy) {
    var rows: [[Box]] = [Self.inputs(study)]
    var notes: [Int: String] = [:]
    for layer in 0...(study.rows.compactMap(\.part.layer).max() ?? 0) {
      for (row, note) in [Self.heads(study, layer), Self.units(study, layer)] where !row.isEmpty {
        notes[rows.count] = note
        rows.append(row)
      }
    }
    rows.append([Box(label: "logits", strength: 0)])
    self.init(rows: rows, links: Self.links(study), notes: notes)
  }

  private static func inputs(_ study: CircuitStudy) -> [Box] {
    guard study.plan.grain == .reads else { return [Box(label: "tokens", strength: 0)] }
    return KeyRole.allCases.compactMap { role in
      let rows = study.rows.filter { $0.part.role == role }
      guard !rows.isEmpty else { return nil }
      return Box(label: role.rawValue, strength: rows.contains(where: \.isKept) ? 0 : nil)
    }
  }

  private static func heads(_ study: CircuitStudy, _ layer: Int) -> ([Box], String?) {
    let parts = study.rows.filter { $0.part.layer == layer && $0.part.head != nil }
    let heads = Set(parts.compactMap(\.part.head)).sorted()
    let boxes = heads.map { head in
      let own = parts.filter { $0.part.head == head && ($0.part.kind == .head || $0.part.kind == .pattern) }
      // A head that reads something is there, be its weights needed or not.
      let reads = parts.contains { $0.part.head == head && $0.isKept }
      let loss = own.filter(\.isKept).map { study.loss($0) }.max()
      return Box(
        label: "L\(layer)H\(head)", strength: loss ?? (reads ? 0 : nil), side: study.plan.grain == .edges ? .left : .middle)
    }
    return shortened(boxes)
  }

  private static func units(_ study: CircuitStudy, _ layer: Int) -> ([Box], String?) {
    if study.plan.grain == .edges {
      let name = "L\(layer) MLP"
      let exists = study.rows.contains { $0.part.edge?.reader.name == name || $0.part.edge?.senderName == name }
      let isUsed = study.members.contains { $0.part.edge?.reader.name == name || $0.part.edge?.senderName == name }
      return (exists ? [Box(label: name, strength: isUsed ? 0 : nil, side: .right)] : [], nil)
    }
    return shortened(
      study.rows.filter { $0.part.layer == layer && $0.part.kind == .unit }.map { row in
        Box(
          label: row.part.name.replacing("L\(layer) unit ", with: "u"), strength: row.isKept ? study.loss(row) : nil)
      })
  }

  /// The boxes that there is room for: those of the circuit first.
  private static func shortened(_ boxes: [Box]) -> ([Box], String?) {
    guard boxes.count > mostBoxes else { return (boxes, nil) }
    let kept = boxes.filter { $0.strength != nil }
    let shown = Array((kept.isEmpty ? boxes : kept).prefix(mostBoxes))
    let (more, others) = (kept.count - shown.count, boxes.count - kept.count)
    return (shown, more > 0 ? "and \(grouped(more)) more; \(grouped(others)) not needed" : "\(grouped(others)) more not needed")
  }

  /// One line for all that one box reads of another.
  private static func links(_ study: CircuitStudy) -> [Link] {
    var links: [Link] = []
    for link in study.members.compactMap({ link(of: $0, in: study) }) {
      if let index = links.firstIndex(where: { $0.from == link.from && $0.to == link.to }) {
        links[index].label += " " + link.label
        links[index].strength = max(links[index].strength, link.strength)
      } else {
        links.append(link)
      }
    }
    return links
  }

  private static func link(of row: CircuitStudy.Row, in study: CircuitStudy) -> Link? {
    if let edge = row.part.edge {
      let reader = edge.reader.head.map { "L\(edge.reader.layer ?? 0)H\($0)" } ?? edge.reader.name
      let label = edge.reader.head == nil ? "" : String(edge.reader.name.split(separator: " ").last?.prefix(1) ?? "")
      return Link(from: edge.senderName, to: reader, label: label, strength: study.loss(row))
    }
    guard let role = row.part.role, let layer = row.part.layer, let head = row.part.head else { return nil }
    return Link(from: role.rawValue, to: "L\(layer)H\(head)", label: "", strength: study.loss(row))
  }
}

extension CircuitStudy {
  /// What the circuit's faithfulness loses without a member, 0 to 1 as a rule.
  func loss(_ row: Row) -> Double {
    guard let without = row.circuitWithout, let left = faithfulness(of: without), let faithfulness else { return 0 }
    return faithfulness - left
  }
}
