import Foundation
import Lanes
import Testing

/// The kernels of the Qwen line against their definitions, and which gradients they overwrite.
@Suite struct GatedAndRotatedTests {
  private let positions = 3
  private let width = 4

  @Test func gatedUnitsAreTheDefinition() {
    let (gate, up, y) = (filled(0.7), filled(-0.4), filled(0))
    SwiGLU.forward(gate: gate, up: up, width: width, into: y, positions: 0..<positions)
    for p in 0..<positions {
      for i in 0..<width {
        let (g, u) = (gate[p][i][2], up[p][i][2])
        #expect(abs(y[p][i][2] - g / (1 + exp(-g)) * u) < 1e-14)
      }
    }
    [gate, up, y].forEach { $0.base.deallocate() }
  }

  @Test func gatedGradientsAreDifferences() {
    let (gate, up, dy, dgate, dup) = (filled(0.7), filled(-0.4), filled(0.3), filled(100), filled(100))
    SwiGLU.backward(
      gate: gate, up: up, width: width, dy, dgate: dgate, dgateAddsFrom: positions, dup: dup, dupAddsFrom: 2,
      positions: 0..<positions)
    func unit(_ g: Double, _ u: Double) -> Double { g / (1 + exp(-g)) * u }
    for p in 0..<positions {
      for i in 0..<width {
        let (g, u, d, step) = (gate[p][i][5], up[p][i][5], dy[p][i][5], 1e-6)
        let byGate = d * (unit(g + step, u) - unit(g - step, u)) / (2 * step)
        let byUp = d * (unit(g, u + step) - unit(g, u - step)) / (2 * step)
        // What was there is overwritten before `addsFrom`, and kept from there on.
        #expect(abs(dgate[p][i][5] - byGate) < 1e-8)
        #expect(abs(dup[p][i][5] - byUp - (p < 2 ? 0 : before(100, p, i)[5])) < 1e-8)
      }
    }
    [gate, up, dy, dgate, dup].forEach { $0.base.deallocate() }
  }

  @Test(arguments: Rotary.Pairing.allCases)
  func turningBackUndoesTurning(pairing: Rotary.Pairing) {
    let (x, y, back) = (filled(0.7), filled(0), filled(100))
    let angles: [Double] = [0.3, -1.1, 0.9, 2.2, 0, 5]
    let table = angles.indices.filter { $0.isMultiple(of: 2) }.flatMap { i in
      [cos(angles[i]), cos(angles[i + 1]), sin(angles[i]), sin(angles[i + 1])]
    }
    Rotary.forward(x, width: width, pairing: pairing, table: table, into: y, positions: 0..<positions)
    let (first, second) = pairing == .interleaved ? (0, 1) : (0, 2)
    for p in 0..<positions {
      let (a, b, angle) = (x[p][first][1], x[p][second][1], angles[2 * p])
      #expect(abs(y[p][first][1] - (a * cos(angle) - b * sin(angle))) < 1e-14)
      #expect(abs(y[p][second][1] - (a * sin(angle) + b * cos(angle))) < 1e-14)
    }
    Rotary.backward(y, width: width, pairing: pairing, table: table, into: back, addsFrom: 1, positions: 0..<positions)
    for p in 0..<positions {
      for i in 0..<width {
        #expect(abs(back[p][i][1] - x[p][i][1] - (p < 1 ? 0 : before(100, p, i)[1])) < 1e-12)
      }
    }
    [x, y, back].forEach { $0.base.deallocate() }
  }

  /// Rows that differ in every position, feature and lane.
  private func filled(_ size: Double) -> Rows<ExactLane> {
    let rows = Rows<ExactLane>(.allocate(capacity: positions * width), stride: width)
    for p in 0..<positions {
      for i in 0..<width { (rows[p] + i).initialize(to: before(size, p, i)) }
    }
    return rows
  }

  private func before(_ size: Double, _ p: Int, _ i: Int) -> ExactLane {
    var vector = ExactLane(repeating: 0)
    for lane in 0..<8 { vector[lane] = size * sin(Double(1 + 8 * (width * p + i) + lane)) }
    return vector
  }
}
