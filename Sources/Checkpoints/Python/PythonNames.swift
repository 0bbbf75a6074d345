import Transformer

extension WeightSite {
  /// What a Python file calls the weights of a place: TransformerLens's names, where it has one.
  func pythonName(of layers: Int) -> String {
    let name =
      switch place {
      case .tokens: "W_E"
      case .positions: "W_pos"
      case .query: "W_Q"
      case .key: "W_K"
      case .value: "W_V"
      case .output: "W_O"
      case .gate: "W_gate"
      case .up: "W_in"
      case .down: "W_out"
      case .norm1: "ln1_w"
      case .norm2: "ln2_w"
      case .finalNorm: "ln_final_w"
      case .queryNorm: "q_norm_w"
      case .keyNorm: "k_norm_w"
      case .projection: "W_proj"
      case .unembedding: "W_U"
      }
    return name + (layers > 1 && place.isInEveryLayer ? "[\(layer)]" : "")
  }

  /// The same for its bias.
  func pythonBiasName(of layers: Int) -> String {
    let name = pythonName(of: layers)
    return place.isNorm ? name.replacing("_w", with: "_b") : name.replacing("W_", with: "b_")
  }

  /// The same for a factor of its product.
  func pythonFactorName(_ factor: WeightReference.Factor, of layers: Int) -> String {
    let parts = pythonName(of: layers).split(separator: "[", maxSplits: 1)
    return parts[0] + (factor == .first ? "_A" : "_B") + (parts.count > 1 ? "[" + parts[1] : "")
  }
}

/// A text as a Python literal in ASCII, whatever is in it: names come from files.
func pythonText(_ text: String) -> String {
  let escaped = text.unicodeScalars.map { scalar -> String in
    switch scalar {
    case "\"", "\\": "\\" + String(scalar)
    case " "..."~": String(scalar)
    default: "\\U" + String(repeating: "0", count: 8 - String(scalar.value, radix: 16).count) + String(scalar.value, radix: 16)
    }
  }
  return "\"" + escaped.joined() + "\""
}

/// A number that Python reads back to the same bits.
func pythonNumber(_ value: Double) -> String { "\(value)" }

/// A table as nested lists, a row a line where it is long.
func pythonTable(_ rows: [[String]], indent: Int) -> String {
  let lines = rows.map { row in "[" + pythonWrapped(row, indent: indent + 2) + "]" }
  let single = "[" + lines.joined(separator: ", ") + "]"
  guard single.count + indent > 100 || single.contains("\n") else { return single }
  return "[" + lines.joined(separator: ",\n" + String(repeating: " ", count: indent + 1)) + "]"
}

/// Items with commas between, on lines of at most 100 columns.
func pythonWrapped(_ items: [String], indent: Int) -> String {
  var (text, column) = ("", indent)
  for (index, item) in items.enumerated() {
    if index > 0 {
      text += ","
      if column + item.count + 3 > 100 {
        text += "\n" + String(repeating: " ", count: indent)
        column = indent
      } else {
        text += " "
        column += 2
      }
    }
    text += item
    column += item.count
  }
  return text
}
