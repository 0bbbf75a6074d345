import Foundation
import Lanes
import Transformer

/// How rotary positions turn a head's queries and keys (Su et al. 2021).
struct PositionTurning {
  private let rotary: RotaryPositions
  private let width: Int

  init(_ rotary: RotaryPositions, width: Int) { (self.rotary, self.width) = (rotary, width) }

  /// The vector as it is so many positions on; fewer than none turn it back.
  func turned(_ vector: [Double], by positions: Int) -> [Double] {
    var turned = vector
    let rate = rotary.period.map { 2 * .pi / $0 } ?? 1
    for pair in 0..<(width / 2) {
      let angle = Double(positions) * rate * pow(rotary.base, -2 * Double(pair) / Double(width))
      let (a, b) = rotary.pairing == .interleaved ? (2 * pair, 2 * pair + 1) : (pair, pair + width / 2)
      turned[a] = vector[a] * cos(angle) - vector[b] * sin(angle)
      turned[b] = vector[b] * cos(angle) + vector[a] * sin(angle)
    }
    return turned
  }
}
