import Addition
import Files
import Foundation
import Transformer

extension Checkpoint {
  /// The model as one file of Python that needs nothing else of ours: the learned numbers under their tensors' names, the
  /// derivation of every matrix from them, the forward pass, greedy decoding, and AdderBoard's `build_model` and `add`.
  ///
  /// The same checkpoint gives the same text.
  public func python(_ dialect: PythonDialect) -> String {
    PythonModule(name: name, model: model, dialect: dialect).text
  }

  /// Writes `python(_:)` to a file, whole or not at all.
  ///
  /// - Throws: `FileError` for weights that are infinite or no numbers, or if the file cannot be written.
  public func exportPython(_ dialect: PythonDialect, to path: String) throws(FileError) {
    guard model.weights.allSatisfy(\.isFinite) else {
      throw FileError(
        .badData, path: name.shortened, problem: "there are infinite weights or NaN among the model's",
        remedy: "the training has diverged or the weights are damaged: use another checkpoint")
    }
    try AtomicFile.write(python(dialect), to: path)
  }
}

/// One file of Python, put together from its parts.
struct PythonModule {
  let name: String
  let model: Model
  let dialect: PythonDialect

  private var library: PythonLibrary { PythonLibrary(dialect) }
  private var architecture: Architecture { model.architecture }
  private var parameters: [Parameter] { model.program.parameters.parameters }
  private var hasFrozen: Bool { parameters.contains { !$0.isTrainable } }

  var text: String {
    let weights = PythonWeights(architecture, model.program.parameters, library)
    let forward = PythonForward(architecture, library)
    let needed = weights.helpers.union(forward.helpers)
    let helpers = PythonHelpers(architecture: architecture, library: library, turnsHeads: weights.turnsHeads)
    let definitions = PythonHelper.allCases.filter(needed.contains).compactMap(helpers.definition)
    let body = definitions + [function(weights), module(forward)]
    let decoding = PythonDecoding(format: architecture.format, library: library, checksItself: dialect == .adderboard)
    let top = heading + imports(body.joined() + decoding.text) + "\n\n" + tables
    return ([top] + body + [decoding.text]).joined(separator: "\n\n\n") + "\n"
  }

  // MARK: Head

  private var heading: String {
    """
    \"\"\"A transformer that adds two ten-digit numbers with \(model.parameterCount) learned numbers. Written by CarryScope.

    model, metadata = build_model()
    add(model, 1234567890, 9876543210)
    \"\"\"

    """
  }

  private func imports(_ text: String) -> String {
    let standard = (text.contains("math.") ? ["import math"] : []) + (dialect == .adderboard ? ["import random"] : [])
    let lines = standard + ["from types import SimpleNamespace", "", library.isTorch ? "import torch" : "import numpy as np"]
    return lines.joined(separator: "\n")
  }

  private var tables: String {
    let learned = table("LEARNED", parameters.filter(\.isTrainable))
    let frozen = hasFrozen ? "\n\n# Not learned, and not counted.\n" + table("FROZEN", parameters.filter { !$0.isTrainable }) : ""
    return PythonMetadata(name: name, model: model).text + "\n\n# All that was learned, by tensor; float32.\n" + learned + frozen
  }

  private func table(_ name: String, _ parameters: [Parameter]) -> String {
    let entries = parameters.map { parameter in
      let key = "    \(pythonText(parameter.name)): "
      return key + values(parameter, indent: key.count) + ","
    }
    let single = "\(name) = {" + entries.map { $0.dropFirst(4).dropLast() }.joined(separator: ", ") + "}"
    guard single.count > 100 || single.contains("\n") else { return single }
    return (["\(name) = {"] + entries + ["}"]).joined(separator: "\n")
  }

  private func values(_ parameter: Parameter, indent: Int) -> String {
    let numbers = model.weights[parameter.range].map { "\($0)" }
    switch parameter.shape.count {
    case 0: return numbers[0]
    case 1:
      let single = "[" + numbers.joined(separator: ", ") + "]"
      return single.count + indent < 100 ? single : "[\n        " + pythonWrapped(numbers, indent: 8) + ",\n    ]"
    default:
      let width = parameter.shape[parameter.shape.count - 1]
      let rows = stride(from: 0, to: numbers.count, by: width).map { Array(numbers[$0..<($0 + width)]) }
      let single = "[" + rows.map { "[" + $0.joined(separator: ", ") + "]" }.joined(separator: ", ") + "]"
      if single.count + indent < 100 { return single }
      let lines = rows.map { "        [" + pythonWrapped($0, indent: 9) + "]," }
      return "[\n" + lines.joined(separator: "\n") + "\n    ]"
    }
  }

  // MARK: Body

  private func function(_ weights: PythonWeights) -> String {
    let lists = weights.lists
    let empty =
      lists.isEmpty
      ? [] : ["\(lists.joined(separator: ", ")) = ([None] * \(architecture.layers) for _ in range(\(lists.count)))"]
    return """
      def weights(p):
          \"\"\"Every matrix, [output, input], from the learned numbers.\"\"\"
      \((empty + weights.lines).map { "    " + $0 }.joined(separator: "\n"))
          return SimpleNamespace(**locals())
      """
  }

  private func module(_ forward: PythonForward) -> String {
    let body = forward.lines.map { "        " + $0 }.joined(separator: "\n")
    let signature = """
          def forward(self, tokens):
              \"\"\"Logits [problem, position, token] of what follows each of the tokens [problem, position].\"\"\"
      """
    if library.isTorch {
      let frozen = hasFrozen ? "        p |= {name: torch.tensor(value) for name, value in FROZEN.items()}\n" : ""
      return """
        class Model(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.learned = torch.nn.ParameterDict()
                for name, value in LEARNED.items():
                    # Names of parameters have no dots.
                    self.learned[name.replace(".", "_")] = torch.tensor(value)

        \(signature)
                p = {n: self.learned[n.replace(".", "_")] for n in LEARNED}
        \(frozen)        w, length = weights(p), tokens.shape[1]
        \(body)
        """
    }
    let all = hasFrozen ? "(LEARNED | FROZEN)" : "LEARNED"
    return """
      class Model:
          def __init__(self):
              # Rounded to float32, which is what was learned; then all is computed in float64.
              self.w = weights({name: np.array(x, np.float32).astype(float) for name, x in \(all).items()})

      \(signature)
              w, length = self.w, tokens.shape[1]
      \(body)
      """
  }
}
