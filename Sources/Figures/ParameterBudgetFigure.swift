import Addition
import Interpretability
import Plotting

extension Figure {
  /// Where a model's parameters go: one bar for every function, and beside it the tensors, their ties, and what is frozen.
  public static func parameterBudget(_ budget: ParameterBudget, of subject: Subject) -> Figure {
    let shares = budget.shares.filter { $0.learned + $0.frozen > 0 }
    // Stripes across both panels lead the eye from a bar to its tensors.
    let stripes = shares.indices.filter { $0 % 2 == 0 }.map { row -> any Mark in
      Span.y(Double(row) - 0.5...Double(row) + 0.5, color: Color(0xF5F6F8))
    }
    var marks: [any Mark] = stripes
    marks.append(
      Bars(
        [
          .init(shares.map { Double($0.learned) }, name: "learned", color: .blue),
          .init(shares.map { Double($0.frozen) }, name: "frozen, not counted", color: Color(0xD5D9DD)),
        ], arrangement: .stacked, horizontal: true, width: 0.62))
    for (row, share) in shares.enumerated() {
      let part = budget.learned > 0 ? Double(share.learned) / Double(budget.learned) : 0
      let text = share.learned > 0 ? "\(grouped(share.learned)) (\(QuantityText.percent(part, 0)))" : "0"
      let frozen = share.frozen > 0 ? " + \(grouped(share.frozen)) frozen" : ""
      marks.append(
        Annotation(text + frozen, x: Double(share.learned + share.frozen), y: Double(row), offset: Point(4, 0)))
    }
    let longest = shares.map { $0.learned + $0.frozen }.max() ?? 1
    var numbers = Axis.linear("Parameters", range: 0...(Double(longest) * 1.55), format: .integer)
    numbers.grid = false
    let bars = Panel(
      // The labels behind the bars need as much room again as half the longest bar.
      title: "By what they do", x: numbers,
      y: .categories(shares.map(\.function.rawValue)), legend: .none, marks: marks)
    let tensors = Panel(
      title: "Tensors", x: .hidden(range: 0...1), y: textRows(shares.count), legend: .none,
      marks: stripes
        + shares.enumerated().map { row, share in
          Annotation(
            tensorText(budget.entries.filter { $0.function == share.function }), x: 0, y: Double(row), offset: Point(4, 0),
            color: .gray, size: 6.5, width: 188)
        })
    let frozen =
      budget.frozen > 0
      ? ", and \(grouped(budget.frozen)) frozen number\(budget.frozen == 1 ? " that is" : "s that are") not counted" : ""
    return Figure(
      height: 42 + 13 * Double(shares.count), title: "Where the \(grouped(budget.learned)) parameters are",
      caption: "Learned numbers by what they do, each tensor counted once under its first use, for \(subject.phrase)\(frozen). "
        + "\"Also\" names further uses of the same numbers.",
      rows: [[bars, tensors]], columnWidths: [1, 0.95], letters: false, legend: budget.frozen > 0 ? .below : .none)
  }

  /// An axis whose rows lie level with those of a bar chart of as many categories.
  private static func textRows(_ count: Int) -> Axis {
    var axis = Axis.hidden(range: -0.5...(Double(count) - 0.5))
    axis.reversed = true
    return axis
  }

  /// The tensors of a function: the learned ones, the frozen ones, and what else they do.
  private static func tensorText(_ entries: [ParameterBudget.Entry]) -> String {
    var lines = [list(entries.filter(\.isLearned)), list(entries.filter { !$0.isLearned })]
    if !lines[1].isEmpty { lines[1] = "frozen: " + lines[1] }
    var uses: [ParameterBudget.Function] = []
    for use in entries.flatMap(\.alsoServes) where !uses.contains(use) { uses.append(use) }
    if !uses.isEmpty { lines.append("also " + QuantityText.list(uses.map(shortName))) }
    return lines.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// Names and shapes; the same tensor of several blocks once.
  private static func list(_ entries: [ParameterBudget.Entry]) -> String {
    var names: [(text: String, blocks: Int)] = []
    for entry in entries {
      let text = description(of: entry)
      if let index = names.firstIndex(where: { $0.text == text }) { names[index].blocks += 1 } else { names.append((text, 1)) }
    }
    return names.map { $0.blocks > 1 ? "\($0.blocks)\u{A0}×\u{A0}\($0.text)" : $0.text }.joined(separator: ", ")
  }

  private static func description(of entry: ParameterBudget.Entry) -> String {
    let parts = entry.tensor.split(separator: ".")
    // Without the block, as its source numbers it: `blocks.0.`, `model.layers.0.`
    let blocks = parts.firstIndex { ["blocks", "layers"].contains($0) }
    let name = blocks.map { parts.dropFirst($0 + 2).joined(separator: ".") } ?? entry.tensor
    let shape = entry.shape == [1] ? "" : entry.shape.map(String.init).joined(separator: "×")
    let part = entry.count < entry.shape.reduce(1, *) ? "\(grouped(entry.count)) of " : ""
    // A name and its shape stay on one line.
    return part + name + (shape.isEmpty ? "" : "\u{A0}\(shape)")
  }

  private static func shortName(_ function: ParameterBudget.Function) -> String {
    switch function {
    case .value: "values"
    case .mlp: "MLP output"
    default: function.rawValue
    }
  }
}
