import Addition
import Foundation
import Interpretability

extension GaugeStudy {
  /// What stands out, in short.
  var text: String {
    let parts = [
      "\(source); \(learned) learned numbers, \(accuracy.description) right", "Freedoms\n\n" + freedoms, directionsText,
      "Nearly tied, of \(grouped(ties.looked)) pairs\n\n" + tiesText, "Numbers that are worth least\n\n" + numbersText,
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private var freedoms: String {
    var table = TextTable(
      [.left, .right, .right, .left], titles: ["kind", "rank", "free", "singular values about the tolerance, \(tolerance)"])
    for spectrum in spectra {
      let above = spectrum.singularValues.prefix(spectrum.rank).suffix(3).map(short)
      let below = spectrum.singularValues.dropFirst(spectrum.rank).prefix(4).map(short)
      table.add([
        spectrum.kind.rawValue, "\(spectrum.rank)", "\(spectrum.free)",
        (above + ["|"] + (below.isEmpty ? ["none"] : below)).joined(separator: "  "),
      ])
    }
    let idle = unread.isEmpty ? "" : "\n\n  no answer reads " + Self.listed(unread)
    return table.text(indent: 2) + idle
  }

  private var directionsText: String {
    func section(_ title: String, _ groups: [[Direction]]) -> String? {
      groups.isEmpty ? nil : title + "\n\n" + groups.map(text).joined(separator: "\n")
    }
    return [
      section("Directions that change nothing", groups.filter { $0[0].holds }),
      section("Directions that change almost nothing, and are not free", groups.filter { !$0[0].holds }),
    ].compactMap(\.self).joined(separator: "\n\n")
  }

  /// A group of directions: how many, of what kind, what they are called, and on lines of their own what they move.
  private func text(of group: [Direction]) -> String {
    let first = group[0]
    let names = first.names.isEmpty ? ["no known freedom"] : first.names.map(\.rawValue)
    var shares: [String: Double] = [:]
    for tensor in group.flatMap(\.tensors) { shares[tensor.name, default: 0] += tensor.share / Double(group.count) }
    let moved = shares.filter { $0.value >= 5e-4 }.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(4)
    let residual = "changes \(short(group.map(\.residual).max() ?? 0)) of what such a step could"
    let lines =
      names.enumerated().map { ($0.offset == 0 ? "" : "+ ") + $0.element } + [
        "moves " + moved.map { "\($0.key) \(percent($0.value))" }.joined(separator: ", "), residual,
      ]
    let head = "  \(first.kind.rawValue)  \(group.count)  "
    return lines.enumerated().map { ($0.offset == 0 ? head : String(repeating: " ", count: head.count)) + $0.element }
      .joined(separator: "\n")
  }

  /// Directions of the same kind and name, in their order.
  private var groups: [[Direction]] {
    var groups: [[Direction]] = []
    for direction in directions {
      let index = groups.firstIndex {
        $0[0].kind == direction.kind && $0[0].names == direction.names && $0[0].holds == direction.holds
      }
      if let index { groups[index].append(direction) } else { groups.append([direction]) }
    }
    return groups
  }

  private var tiesText: String {
    guard !ties.pairs.isEmpty else { return "  none beyond chance" }
    var table = TextTable(
      [.left, .left, .right, .right, .right, .right, .left],
      titles: ["first", "second", "dim", "1 - |cos|", "by chance", "times", "turned by"])
    for pair in ties.pairs.prefix(12) {
      table.add([
        pair.first, pair.second, "\(pair.dimension)", short(1 - abs(pair.cosine)), short(pair.expected), short(pair.factor),
        pair.angle.map { fixedText($0, 4) } ?? "",
      ])
    }
    let rest = ties.pairs.count - 12
    let legend =
      "  the second is so many times the first, after turning it by an angle in radians where one is given; by chance: how\n"
      + "  many of the pairs would be as close if they were random directions"
    return table.text(indent: 2) + (rest > 0 ? "\n\n  and \(rest) more" : "") + "\n\n" + legend
  }

  private var numbersText: String {
    var table = TextTable(
      [.left, .right, .right, .right, .right, .right, .right],
      titles: ["number", "value", "loss at 0", "right", "rounded to", "loss then", "right"])
    // What leaves most answers right comes first, then what changes the loss least.
    func rank(_ index: Int) -> (Int, Double, Int) {
      let zero = numbers.rows[index].zero
      return (-zero.accuracy.count, abs(zero.lossChange ?? .infinity), index)
    }
    let cheapest = numbers.rows.indices.sorted { rank($0) < rank($1) }
    for row in cheapest.prefix(12).map({ numbers.rows[$0] }) {
      table.add([
        row.number.text, short(Double(row.value)), change(row.zero.lossChange), grouped(row.zero.accuracy.count),
        row.round.map { short(Double($0.value)) } ?? "", row.round.map { change($0.lossChange) } ?? "",
        row.round.map { grouped($0.accuracy.count) } ?? "",
      ])
    }
    return table.text(indent: 2)
  }

  /// The numbers tensor by tensor: a whole tensor by its name.
  private static func listed(_ numbers: [Number]) -> String {
    var counts: [(tensor: String, numbers: [Number])] = []
    for number in numbers {
      if counts.last?.tensor == number.tensor {
        counts[counts.count - 1].numbers.append(number)
      } else {
        counts.append((number.tensor, [number]))
      }
    }
    return counts.map { group in
      group.numbers.count == 1 ? group.numbers[0].text : "\(group.numbers.count) of \(group.tensor)"
    }.joined(separator: ", ")
  }
}

/// A change, with its sign.
private func change(_ value: Double?) -> String { value.map { ($0 > 0 ? "+" : "") + short($0) } ?? "–" }

/// About three digits.
private func short(_ value: Double) -> String { value.isFinite ? String(format: "%.3g", value) : "–" }

private func percent(_ share: Double) -> String { String(format: "%.1f%%", share * 100) }
