import Addition
import Foundation
import Interpretability
import Plotting

extension Figure {
  /// What patching recovers: a heatmap of nodes by positions, or of paths from writers to readers; denoising at the left, noising
  /// at the right, the first digit in which answers differ above the later ones. Nodes that are not split by position are bars
  /// with intervals.
  public static func patching(_ study: PatchingStudy, of subject: Subject) -> Figure {
    let grid = PatchingGrid(study)
    let digits = [PatchedDigits.first, .later].filter { (study[$0]?.clean.count ?? 0) > 0 }
    let panels = digits.map { digits in
      PatchingDirection.allCases.map { grid.panel($0, digits, isLast: digits == .later || study[.later]?.clean.count == 0) }
    }
    let height = 46 + (20 + 5.2 * Double(grid.rows.count) + (grid.columns.count > 12 ? 8 : 0)) * Double(panels.count)
    return Figure(
      width: grid.columns.count > 12 ? 260 : 180, height: height, title: grid.title, subtitle: study.told,
      caption: grid.caption(digits) + " " + study.pairsPhrase.capitalizingFirst + "; \(subject.phrase)." + grid.choice,
      rows: panels, columnWidths: [1, 1],
      colorbar: grid.isBars
        ? nil
        : Colorbar(
          "Recovered share of the logit difference", side: .below, scale: grid.scale, format: .percent, stretch: 0.2...0.8))
  }
}

extension PatchingStudy {
  /// The logit differences that shares are of.
  fileprivate var told: String? {
    guard let first = self[.first], let clean = first.clean.value, let corrupted = first.corrupted.value else { return nil }
    let values =
      "Logit difference at the first digit that differs: \(QuantityText.short(clean)) clean, \(QuantityText.short(corrupted)) corrupted"
    return first.isTold ? values : values + ": the model does not tell them apart"
  }

  fileprivate var pairsPhrase: String {
    source.phrase + ", each paired with " + (pairsAreGiven ? "the corrupted one given" : "one that differs in one carry")
  }
}

/// The cells of a patching figure.
private struct PatchingGrid {
  let study: PatchingStudy
  let rows: [String]
  let columns: [String]
  /// Whether rows write and columns read.
  let isMatrix: Bool
  /// By row and column; empty where there is no such node.
  private let cells: [[PatchingRow?]]
  private let all: Int

  /// To the next tenth above the largest share, but not beyond one: what overshoots takes the ends' colors.
  let scale: ColorScale
  private static let most = 48

  init(_ study: PatchingStudy) {
    self.study = study
    isMatrix = study.rows.allSatisfy { $0.node.sender != nil && $0.node.positions == .all }
    var (rows, columns, places): ([String], [String], [[String]: PatchingRow]) = ([], [], [:])
    for (row, position) in zip(study.rows, study.positionNames) {
      let (sender, place) = (row.node.sender.map(Self.short), Self.short(row.node.place))
      let name = isMatrix ? sender ?? "" : (sender.map { $0 + " to " } ?? "") + place
      let column = isMatrix ? place : position
      if places[[name]] == nil { rows.append(name) }
      if !columns.contains(column) { columns.append(column) }
      (places[[name]], places[[name, column]]) = (row, row)
    }
    let cells = rows.map { row in columns.map { places[[row, $0]] } }
    let effects = cells.map { row in row.map(Self.size).max() ?? 0 }
    let greatest = ((effects.max() ?? 0) * 10).rounded(.up) / 10
    scale = ColorScale(.tide, .symmetric(min(max(greatest, 0.1), 1)))
    let chosen = Array(rows.indices.sorted { (effects[$0], $1) > (effects[$1], $0) }.prefix(Self.most)).sorted()
    (self.rows, self.columns, self.cells, all) = (chosen.map { rows[$0] }, columns, chosen.map { cells[$0] }, rows.count)
  }

  private static func size(_ row: PatchingRow?) -> Double {
    row?.effects.map { abs($0.recovered.value ?? 0) }.max() ?? 0
  }

  /// `L0 z H1` for `blocks.0.attn.hook_z head 1`; readers and writers of paths by what they belong to, such as `L0H1 q`.
  private static func short(_ place: String) -> String {
    place.split(separator: ", ").map { part in
      let name = part.replacing("hook_", with: "").replacing("attn.", with: "").replacing("mlp.", with: "mlp_")
      let words = name.split(separator: ".", maxSplits: 2)
      guard words.count == 3, words[0] == "blocks" else { return String(name) }
      let (hook, rest) = (words[2].prefix { $0 != " " }, words[2].drop { $0 != " " })
      let head = rest.hasPrefix(" head ") ? "H" + rest.dropFirst(6) : String(rest)
      return switch hook {
      case "q_input", "k_input", "v_input": "L\(words[1])\(head) \(hook.prefix(1))"
      case "result": "L\(words[1])\(head)"
      default: "L\(words[1]) \(hook)" + (head.hasPrefix("H") ? " " : "") + head
      }
    }.joined(separator: ", ")
  }

  var isBars: Bool { columns.count == 1 && !isMatrix }

  var title: String {
    study.rows.contains { $0.node.sender != nil }
      ? "Which paths carry what tells two sums apart" : "Where the model holds what tells two sums apart"
  }

  var choice: String { rows.count < all ? " Of \(all) rows the \(rows.count) with the largest effects." : "" }

  func caption(_ digits: [PatchedDigits]) -> String {
    let what = isMatrix ? "Rows write, columns read; one path is patched at a time." : "One part is patched at a time."
    let shares =
      "In percent: the share of the logit difference, clean digit's logit minus corrupted digit's, that the patch "
      + "moves to where it is on the other problem; 0 moves nothing, 100 all. "
    let later =
      digits.contains(.later)
      ? "First digit: the lowest in which the two answers differ; later digits: those that the change reaches by propagation, where "
        + "the answer's earlier digits differ too. " : ""
    let roles = study.rows.contains { if case .role = $0.node.positions { true } else { false } }
    let names =
      roles ? "Positions are named by what they are to the digit Z[i] that is looked at; Z[i-1] predicts it. " : ""
    return what + " " + shares + later + names
      + (isBars ? "Lines: 95% bootstrap intervals over pairs." : "Blank: less than half a percent.")
  }

  func panel(_ direction: PatchingDirection, _ digits: PatchedDigits, isLast: Bool) -> Panel {
    let run = direction == .denoising ? "Denoising: clean into corrupted" : "Noising: corrupted into clean"
    let title = run + (digits == .first ? ", first digit" : ", later digits")
    var y = Axis.categories(rows, label: isMatrix ? "Writes" : nil)
    if direction == .noising { (y.ticks, y.label) = (.none, nil) }
    let estimates = cells.map { $0.map { $0?[direction, digits]?.recovered } }
    if isBars {
      let values = estimates.map { ($0[0]?.value ?? .nan) * 100 }
      let intervals = estimates.map { row -> ClosedRange<Double>? in
        guard let lower = row[0]?.lower, let upper = row[0]?.upper else { return nil }
        return lower * 100...upper * 100
      }
      return Panel(
        title: title, x: .linear("Recovered share (%)", including: [0, 100] + ends(digits)), y: y, legend: .none,
        marks: [Bars(values, intervals: intervals, color: Color(0x8A97A6), horizontal: true)])
    }
    let values = estimates.map { $0.map { $0?.value ?? .nan } }
    let texts = estimates.map { row in row.map { Self.text($0?.value) } }
    return Panel(
      title: title,
      x: .categories(
        columns, label: isLast ? (isMatrix ? "Reads" : "Position") : nil, rotation: columns.count > 7 ? .degrees(90) : .automatic),
      y: y, legend: .none,
      marks: [Heatmap(values, scale: scale, cellLabels: .texts(texts), rowSeparators: separators)])
  }

  /// In percent; nothing for what rounds to nothing.
  private static func text(_ share: Double?) -> String {
    guard let share, abs(share) >= 0.005 else { return "" }
    return QuantityText.fixed(share * 100, 0)
  }

  /// The ends of all intervals, so that both directions have one axis.
  private func ends(_ digits: PatchedDigits) -> [Double] {
    study.rows.flatMap { row in
      PatchingDirection.allCases.compactMap { row[$0, digits]?.recovered }.flatMap { [$0.lower, $0.upper].compactMap(\.self) }
    }.map { $0 * 100 }
  }

  /// Lines where another layer begins.
  private var separators: [Int] {
    func layer(_ row: Int) -> Substring { rows[row].prefix { $0 == "L" || $0.isNumber } }
    return rows.indices.dropFirst().filter { layer($0) != layer($0 - 1) }
  }
}
