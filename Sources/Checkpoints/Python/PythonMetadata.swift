import Transformer

/// Writes what AdderBoard wants to know of a model. The author is for whoever hands it in.
struct PythonMetadata {
  let name: String
  let model: Model

  private var architecture: Architecture { model.architecture }

  var text: String {
    let tricks = tricks.map { "        \(pythonText($0)),\n" }.joined()
    return """
      METADATA = {
          "name": \(pythonText(name)),
          "author": "",
          "description": \(pythonText("Adds two ten-digit numbers, digit by digit, by greedy decoding.")),
          "params": \(model.parameterCount),
          "architecture": \(pythonText(design)),
          "tricks": [
      \(tricks)    ],
      }
      """
  }

  private var design: String {
    let attention = architecture.attention
    let activation =
      switch architecture.mlp.activation {
      case .gelu: "GELU"
      case .geluTanh: "GELU (tanh)"
      case .swiGLU: "SwiGLU"
      }
    let kind = architecture.norm.kind == .layer ? "LayerNorm" : "RMSNorm"
    let shared = attention.keyValueHeads.map { ", \($0) of keys and values" } ?? ""
    return "decoder, layers \(architecture.layers), d_model \(architecture.residual.width), heads \(attention.heads)\(shared), "
      + "d_qk \(attention.queryKeyWidth), d_v \(attention.valueWidth), \(activation) \(architecture.mlp.hidden), \(kind)"
  }

  /// What is tied, frozen or derived, a line a place.
  private var tricks: [String] {
    let table = model.program.parameters
    let frozen = table.parameters.filter { !$0.isTrainable }
    let odd = architecture.sites.filter { architecture.expression(at: $0) != .own }
    // Places of which the same is said share a line.
    var lines: [(words: String, names: [String])] = []
    for site in odd {
      let (words, name) = (architecture.words(at: site), site.pythonName(of: architecture.layers))
      if let index = lines.firstIndex(where: { $0.words == words }) {
        lines[index].names.append(name)
      } else {
        lines.append((words, [name]))
      }
    }
    return lines.map { "\($0.names.joined(separator: ", ")): \($0.words)" }
      + rotary + (architecture.residual.isSplit ? ["token dims and position dims kept apart"] : [])
      + (frozen.isEmpty ? [] : ["frozen, not counted: " + frozen.map(words).joined(separator: ", ")])
  }

  /// A tensor's name, and of a single number its value.
  private func words(_ parameter: Parameter) -> String {
    parameter.name + (parameter.count == 1 ? " \(model.weights[parameter.offset])" : "")
  }

  private var rotary: [String] {
    guard let rotary = architecture.attention.rotary else { return [] }
    let speed = rotary.period.map { "period \(pythonNumber($0))" } ?? "base \(pythonNumber(rotary.base))"
    return ["rotary positions, not learned: \(speed)"]
  }
}
