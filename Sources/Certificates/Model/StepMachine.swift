import Lanes
import Transformer

/// Runs a program's steps for one position, over intervals: all of a program but what mixes positions.
///
/// The same steps that the engine runs, so whatever an architecture ties or derives is covered without a word here.
struct StepMachine<Number: EnclosedNumber> {
  /// Where every buffer starts in the memory.
  let starts: [Int]
  private(set) var memory: [Number]

  init(_ program: Program) {
    var starts: [Int] = []
    var count = 0
    for buffer in program.buffers {
      starts.append(count)
      if case .rows(let width) = buffer { count += width }
    }
    self.starts = starts
    memory = [Number](repeating: Number(constant: .zero), count: max(count, 1))
  }

  /// A machine whose memory holds what another's does.
  init(_ other: StepMachine<Interval>) {
    starts = other.starts
    memory = other.memory.map { Number(constant: $0) }
  }

  /// The features of a window.
  subscript(slot: Slot) -> ArraySlice<Number> {
    let start = starts[slot.buffer] + slot.first
    return memory[start..<(start + slot.width)]
  }

  /// Sets one feature of a window.
  @inline(__always)
  mutating func set(_ number: Number, at feature: Int, of slot: Slot) {
    memory[starts[slot.buffer] + slot.first + feature] = number
  }

  /// What a linear map makes of a window.
  func outputs(of matrix: Matrix, bias: Int?, _ values: [Interval], from slot: Slot) -> [Number] {
    let start = starts[slot.buffer] + slot.first
    return (0..<matrix.outputs).map { o in
      Self.output(o, matrix, bias, values) { memory[start + $0] }
    }
  }

  /// Runs steps, in order. What attention does between positions is left out.
  ///
  /// - Parameters:
  ///   - values: the program's, enclosed.
  ///   - token: the position's.
  mutating func run(_ steps: some Collection<Step>, _ values: [Interval], position: Int, token: Int) {
    memory.withUnsafeMutableBufferPointer { memory in
      values.withUnsafeBufferPointer { values in
        for step in steps { Self.run(step, starts, memory, values, position, token) }
      }
    }
  }

  private static func run(
    _ step: Step, _ starts: [Int], _ memory: UnsafeMutableBufferPointer<Number>, _ values: UnsafeBufferPointer<Interval>,
    _ position: Int, _ token: Int
  ) {
    func place(_ slot: Slot) -> Int { starts[slot.buffer] + slot.first }
    let written = step.writes[0]
    let (y, width) = (place(written), written.width)
    let a = step.reads.first.map(place) ?? y
    let b = step.reads.dropFirst().first.map(place) ?? a
    switch step.operation {
    case .embed(let table):
      for f in 0..<width { memory[y + f] = Number(constant: values[table + token * width + f]) }
    case .position(let table):
      for f in 0..<width { memory[y + f] = Number(constant: values[table + position * width + f]) }
    case .copy:
      for f in 0..<width { memory[y + f] = memory[a + f] }
    case .add:
      for f in 0..<width { memory[y + f] = memory[a + f] + memory[b + f] }
    case .norm(let kind, let weight, let bias, let epsilon):
      norm(kind, memory, a, y, width, epsilon)
      for f in 0..<width {
        memory[y + f] = memory[y + f] * values[weight + f]
        if let bias { memory[y + f] = memory[y + f] + values[bias + f] }
      }
    case .linear(let matrix, let bias, _):
      linear(matrix, bias, memory, a, y, values)
    case .gelu(let isExact):
      for f in 0..<width { memory[y + f] = isExact ? memory[a + f].gelu : memory[a + f].geluTanh }
    case .swiGLU:
      for f in 0..<width { memory[y + f] = memory[a + f].silu * memory[b + f] }
    case .rotate(let heads, let table, let pairing):
      let pairs = width / heads / 2
      let row = table + position * 2 * pairs
      for head in 0..<heads {
        for j in 0..<pairs {
          let (first, second) =
            switch pairing {
            case .interleaved: (2 * j, 2 * j + 1)
            case .halves: (j, j + pairs)
            }
          let (cosine, sine) = (values[row + j], values[row + pairs + j])
          let (p, q) = (memory[a + 2 * pairs * head + first], memory[a + 2 * pairs * head + second])
          memory[y + 2 * pairs * head + first] = p * cosine - q * sine
          memory[y + 2 * pairs * head + second] = p * sine + q * cosine
        }
      }
    case .attentionScores, .attentionSoftmax, .attentionMix, .affine, .edit: break
    }
  }

  /// The quotient of a norm, before weight and bias.
  private static func norm(
    _ kind: Norm.Kind, _ memory: UnsafeMutableBufferPointer<Number>, _ a: Int, _ y: Int, _ width: Int, _ epsilon: Double
  ) {
    let share = Interval.one / Interval(Double(width))
    for f in 0..<width { memory[y + f] = memory[a + f] }
    if kind == .layer {
      var sum = memory[y]
      for f in 1..<width { sum = sum + memory[y + f] }
      let mean = sum * share
      for f in 0..<width { memory[y + f] = memory[y + f] - mean }
    }
    var squares = memory[y].squared
    for f in 1..<max(width, 1) { squares = squares + memory[y + f].squared }
    let factor = (squares * share + Interval(epsilon)).reciprocalSquareRoot
    for f in 0..<width { memory[y + f] = memory[y + f] * factor }
  }

  private static func linear(
    _ matrix: Matrix, _ bias: Int?, _ memory: UnsafeMutableBufferPointer<Number>, _ a: Int, _ y: Int,
    _ values: UnsafeBufferPointer<Interval>
  ) {
    for o in 0..<matrix.outputs { memory[y + o] = output(o, matrix, bias, values) { memory[a + $0] } }
  }

  /// Weights that are exactly zero add nothing: features that nothing feeds are exactly zero.
  @inline(__always)
  private static func output(
    _ o: Int, _ matrix: Matrix, _ bias: Int?, _ values: some RandomAccessCollection<Interval>, _ input: (Int) -> Number
  ) -> Number {
    var sum = Number(constant: bias.map { values[values.index(values.startIndex, offsetBy: $0 + o)] } ?? .zero)
    var isFirst = bias == nil
    for i in 0..<matrix.inputs {
      let weight = values[values.index(values.startIndex, offsetBy: matrix.place(row: o, column: i))]
      if weight.isZero { continue }
      let term = input(i) * weight
      sum = isFirst ? term : sum + term
      isFirst = false
    }
    return sum
  }
}
