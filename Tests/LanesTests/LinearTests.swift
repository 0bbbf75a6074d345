import Lanes
import Testing

/// The tiled kernels against the definition, for every width from 1 to 19.
@Suite struct LinearTests {
  @Test(arguments: 1...19)
  func applyIsTheDefinition(outputs: Int) {
    let (inputs, positions) = (5, 3)
    let x = Grid(positions, inputs) { Double($0 * 7 + $1 * 3) / 10 - 1 }
    let y = Grid(positions, outputs) { _, _ in 100 }
    let w = (0..<(inputs * outputs)).map { Double(($0 * 37) % 11) - 5 }
    let packed = packed(w, Matrix(inputs: inputs, outputs: outputs, offset: 0, inputStride: outputs, outputStride: 1))
    let bias = (0..<outputs).map { Double($0) }
    Linear.apply(x.rows, inputs: inputs, outputs: outputs, weights: packed, bias: bias, into: y.rows, positions: 1..<3)
    for o in 0..<outputs {
      #expect(y.rows[0][o][0] == 100)
      for p in 1..<3 {
        let expected = bias[o] + (0..<inputs).reduce(0.0) { $0 + x.rows[p][$1][2] * w[$1 * outputs + o] }
        #expect(abs(y.rows[p][o][2] - expected) < 1e-12)
      }
    }
    Linear.apply(
      x.rows, inputs: inputs, outputs: outputs, weights: packed, bias: nil, into: y.rows, adds: true, positions: 0..<1)
    #expect(abs(y.rows[0][0][0] - (100 + (0..<inputs).reduce(0.0) { $0 + x.rows[0][$1][0] * w[$1 * outputs] })) < 1e-12)
  }

  @Test(arguments: [(1, 1), (2, 7), (3, 5), (4, 4), (6, 9), (7, 14)])
  func weightGradientIsTheDefinition(inputs: Int, outputs: Int) {
    let x = Grid(4, inputs) { Double($0 - $1) / 3 }
    let dy = Grid(4, outputs) { Double($0 * $1 % 5) - 2 }
    // A torch layout, [output, input], with a gap before it.
    let matrix = Matrix(inputs: inputs, outputs: outputs, offset: 3, inputStride: 1, outputStride: inputs)
    var gradient = [Double](repeating: 0.5, count: 3 + inputs * outputs)
    var bias = [Double](repeating: 0, count: outputs)
    gradient.withUnsafeMutableBufferPointer { g in
      bias.withUnsafeMutableBufferPointer { b in
        guard let g = g.baseAddress, let b = b.baseAddress else { return }
        Linear.addWeightGradient(x.rows, dy.rows, of: matrix, to: g, bias: b, positions: 0..<4)
      }
    }
    #expect(gradient[0...2].allSatisfy { $0 == 0.5 })
    for o in 0..<outputs {
      for i in 0..<inputs {
        let expected = 0.5 + (0..<4).reduce(0.0) { $0 + (x.rows[$1][i] * dy.rows[$1][o]).laneSum }
        #expect(abs(gradient[3 + o * inputs + i] - expected) < 1e-12)
      }
      #expect(abs(bias[o] - (0..<4).reduce(0.0) { $0 + dy.rows[$1][o].laneSum }) < 1e-12)
    }
  }
}

private func packed(_ weights: [Double], _ matrix: Matrix) -> [Double] {
  Array(unsafeUninitializedCapacity: matrix.inputs * matrix.outputs) { room, count in
    if let base = room.baseAddress { Linear.pack(matrix, of: weights, into: base) }
    count = matrix.inputs * matrix.outputs
  }
}

/// A small `[position][feature]` buffer of float64 lanes, every lane a little different.
private final class Grid {
  let rows: Rows<ExactLane>
  private let memory: UnsafeMutablePointer<ExactLane>

  init(_ positions: Int, _ features: Int, _ value: (Int, Int) -> Double) {
    memory = .allocate(capacity: positions * features)
    for p in 0..<positions {
      for f in 0..<features {
        var x = ExactLane(repeating: value(p, f))
        for lane in 1..<8 { x[lane] += value(p, f) * Double(lane) / 8 }
        (memory + p * features + f).initialize(to: x)
      }
    }
    rows = Rows(memory, stride: features)
  }

  deinit { memory.deallocate() }
}
