import Lanes
import Transformer

// What can be changed within a layer of attention or an MLP.
extension GaugeGenerators {
  mutating func queriesKeys(_ layer: Int) {
    guard let query = weights.block(.query, layer: layer), let key = weights.block(.key, layer: layer) else { return }
    let attention = architecture.attention
    let (width, sharing) = (attention.queryKeyWidth, attention.heads / architecture.keyValueHeads)
    let (queryNorm, keyNorm) = (weights.block(.queryNorm, layer: layer), weights.block(.keyNorm, layer: layer))
    let pairs = attention.rotary.map { rotary in
      (0..<width / 2).map { rotary.pairing == .interleaved ? (2 * $0, 2 * $0 + 1) : ($0, $0 + width / 2) }
    }
    for group in 0..<architecture.keyValueHeads {
      let heads = (group * sharing)..<((group + 1) * sharing)
      /// Adds `entries` of X to keys and of -X^T, or X where it is a turn under norms, to queries.
      func add(_ entries: [(Int, Int, Double)], isTurn: Bool) {
        for (a, b, x) in entries {
          addRow(key, to: group * width + a, from: group * width + b, x)
          for head in heads {
            if isTurn {
              addRow(query, to: head * width + a, from: head * width + b, x)
            } else {
              addRow(query, to: head * width + b, from: head * width + a, -x)
            }
          }
        }
        finish(.queriesKeys)
      }
      guard let queryNorm, let keyNorm else {
        if let pairs {
          for (a, b) in pairs {
            add([(a, a, 1), (b, b, 1)], isTurn: false)
            add([(a, b, -1), (b, a, 1)], isTurn: false)
          }
        } else {
          for a in 0..<width { for b in 0..<width { add([(a, b, 1)], isTurn: false) } }
        }
        continue
      }
      for row in 0..<width { scaleRow(key, group * width + row) }
      finish(.scaleUnderHeadNorm)
      for head in heads {
        for row in 0..<width { scaleRow(query, head * width + row) }
        finish(.scaleUnderHeadNorm)
      }
      let all = (0..<width).flatMap { a in (a + 1..<max(width, a + 1)).map { (a, $0) } }
      for (a, b) in pairs ?? all where queryNorm[0, a] == queryNorm[0, b] && keyNorm[0, a] == keyNorm[0, b] {
        add([(a, b, -1), (b, a, 1)], isTurn: true)
      }
    }
    guard let queryNorm, let keyNorm else { return }
    for features in pairs.map({ $0.map { [$0.0, $0.1] } }) ?? (0..<width).map({ [$0] }) {
      for feature in features {
        scaleColumn(queryNorm, feature)
        scaleColumn(keyNorm, feature, by: -1)
      }
      finish(.headNormWeights)
    }
  }

  mutating func valuesOutput(_ layer: Int) {
    guard let value = weights.block(.value, layer: layer), let output = weights.block(.output, layer: layer) else { return }
    let (width, sharing) = (architecture.attention.valueWidth, architecture.attention.heads / architecture.keyValueHeads)
    for group in 0..<architecture.keyValueHeads {
      for a in 0..<width {
        for b in 0..<width {
          addRow(value, to: group * width + a, from: group * width + b, 1)
          for head in (group * sharing)..<((group + 1) * sharing) {
            addColumn(output, to: head * width + b, from: head * width + a, -1)
          }
          finish(.valuesOutput)
        }
      }
    }
  }

  // MARK: MLP

  mutating func upDown(_ layer: Int) {
    guard architecture.has(.gate) else { return }
    for unit in 0..<architecture.mlp.hidden {
      scaleRow(weights.block(.up, layer: layer), unit)
      scaleColumn(weights.block(.up, layer: layer, isBias: true), unit)
      scaleColumn(weights.block(.down, layer: layer), unit, by: -1)
      finish(.upDown)
    }
  }
}
