import Lanes
import Testing

/// However linear maps are tiled, every sum is taken in its one order: float32 results equal the plain loops' bit for bit.
@Suite struct LinearOrderTests {
  @Test(arguments: [1, 2, 5, 7, 31, 32, 40], 1...17)
  func applyAddsInputsInTurn(inputs: Int, outputs: Int) {
    let x = Block(positions: 8, features: inputs, seed: 1)
    let matrix = Matrix(inputs: inputs, outputs: outputs, offset: 2, inputStride: 1, outputStride: inputs)
    let w = numbers(2 + inputs * outputs, seed: 2)
    let bias = numbers(outputs, seed: 3)
    var packed = [Float](repeating: 0, count: inputs * outputs)
    packed.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { Linear.pack(matrix, of: w, into: base) } }

    for (withBias, adds) in [(false, false), (true, false), (false, true), (true, true)] {
      for positions in [0..<8, 3..<7, 4..<5] {
        let y = Block(positions: 8, features: outputs, seed: 4)
        let before = Block(positions: 8, features: outputs, seed: 4)
        bias.withUnsafeBufferPointer { bias in
          Linear.apply(
            x.rows, inputs: inputs, outputs: outputs, weights: packed, bias: withBias ? bias.baseAddress : nil, into: y.rows,
            adds: adds, positions: positions)
        }
        for p in 0..<8 {
          for o in 0..<outputs {
            var sum = before.rows[p][o]
            if positions.contains(p) {
              sum = Lane(repeating: withBias ? bias[o] : 0)
              if adds { sum += before.rows[p][o] }
              for i in 0..<inputs { sum = sum.addingProduct(w[2 + o * inputs + i], x.rows[p][i]) }
            }
            #expect(y.rows[p][o] == sum)
          }
        }
      }
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 9, 20], [1, 2, 3, 4, 5, 7, 8, 14])
  func weightGradientAddsPositionsThenLanes(inputs: Int, outputs: Int) {
    let (x, dy) = (Block(positions: 6, features: inputs, seed: 5), Block(positions: 6, features: outputs, seed: 6))
    let torch = Matrix(inputs: inputs, outputs: outputs, offset: 1, inputStride: 1, outputStride: inputs)
    let plain = Matrix(inputs: inputs, outputs: outputs, offset: 0, inputStride: outputs + 3, outputStride: 1)
    let sparse = Matrix(inputs: inputs, outputs: outputs, offset: 0, inputStride: 2 * outputs, outputStride: 2)
    for matrix in [torch, plain, sparse] {
      let before = numbers((inputs + 1) * (2 * outputs + 3), seed: 7)
      var (gradient, expected) = (before, before)
      gradient.withUnsafeMutableBufferPointer {
        guard let base = $0.baseAddress else { return }
        Linear.addWeightGradient(x.rows, dy.rows, of: matrix, to: base, bias: nil, positions: 1..<6)
      }
      for i in 0..<inputs {
        for o in 0..<outputs {
          var sum = Lane(repeating: 0)
          for p in 1..<6 { sum = sum.addingProduct(x.rows[p][i], dy.rows[p][o]) }
          expected[matrix.offset + i * matrix.inputStride + o * matrix.outputStride] += sum.laneSum
        }
      }
      #expect(gradient == expected)
    }
  }

  @Test func sixteenLaneSumsAreEachTheirOwn() {
    let vectors = Block(positions: 1, features: 16, seed: 8)
    let (zero, exactZero) = (Lane(repeating: 0), ExactLane(repeating: 0))
    var (given, exact) = (InlineArray<16, Lane>(repeating: zero), InlineArray<16, ExactLane>(repeating: exactZero))
    for k in 0..<16 {
      given[k] = vectors.rows[0][k]
      for lane in 0..<8 { exact[k][lane] = Double(given[k][lane]) }
    }
    let (sums, exactSums) = (Lane.laneSums(given), ExactLane.laneSums(exact))
    for k in 0..<16 {
      #expect(sums[k] == given[k].laneSum)
      #expect(exactSums[k] == exact[k].laneSum)
    }
  }
}

/// Numbers of many magnitudes, so that another order of additions would round differently.
private func numbers(_ count: Int, seed: UInt32) -> [Float] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 1_664_525 &+ 1_013_904_223
    let mantissa = Float(Int32(bitPattern: state) >> 8) / 8_388_608
    return state & 64 == 0 ? mantissa : mantissa * 1_000
  }
}

/// A `[position][feature]` buffer of float32 lanes.
private final class Block {
  let rows: Rows<Lane>
  private let memory: UnsafeMutablePointer<Lane>

  init(positions: Int, features: Int, seed: UInt32) {
    let values = numbers(positions * features * Lane.laneCount, seed: seed)
    memory = .allocate(capacity: positions * features)
    for cell in 0..<(positions * features) {
      (memory + cell).initialize(to: Lane(values[(cell * Lane.laneCount)..<((cell + 1) * Lane.laneCount)]))
    }
    rows = Rows(memory, stride: features)
  }

  deinit { memory.deallocate() }
}
