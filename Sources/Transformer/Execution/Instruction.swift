import Lanes

/// A step with its windows looked up in the memory of one block.
///
/// A step says which buffers; an instruction holds the pointers. It owns nothing, so that going through a program a position
/// at a time, as decoding does, costs no more than the arithmetic. Weights stay offsets: they come with each run.
enum Instruction<V: LaneVector> {
  case embed(table: Int, width: Int, into: Rows<V>)
  case position(table: Int, width: Int, into: Rows<V>)
  case copy(Rows<V>, width: Int, into: Rows<V>)
  case add(Rows<V>, Rows<V>, width: Int, into: Rows<V>)
  case layerNorm(Rows<V>, width: Int, weight: Int, bias: Int, epsilon: V.Scalar, scale: Rows<V>, into: Rows<V>)
  case rmsNorm(Rows<V>, width: Int, weight: Int, epsilon: V.Scalar, scale: Rows<V>, into: Rows<V>)
  /// `bias` is negative where there is none.
  case linear(Rows<V>, inputs: Int, outputs: Int, packed: Int, bias: Int, into: Rows<V>)
  case attentionScores(query: Rows<V>, key: Rows<V>, width: Int, scale: V.Scalar, into: Triangle<V>)
  case attentionSoftmax(Triangle<V>, into: Triangle<V>)
  case attentionMix(Triangle<V>, Rows<V>, width: Int, into: Rows<V>)
  case gelu(Rows<V>, width: Int, isExact: Bool, into: Rows<V>)
  case swiGLU(gate: Rows<V>, up: Rows<V>, width: Int, into: Rows<V>)
  case rotate(Rows<V>, width: Int, table: Int, pairing: Rotary.Pairing, into: Rows<V>)
  /// The edit of the program's step with this index.
  case edit(step: Int)
}

/// An instruction, the index of its step, and whether later positions read its result; see `ScheduledStep`.
struct ScheduledInstruction<V: LaneVector> {
  let instruction: Instruction<V>
  let step: Int
  let feedsLaterPositions: Bool
}

extension Workspace {
  /// A program's steps as instructions on this memory, in order; a step of attention becomes one for every head.
  func instructions(of program: Program) -> [ScheduledInstruction<V>] {
    program.steps.enumerated().flatMap { index, scheduled in
      instructions(of: scheduled.step, at: index).map {
        ScheduledInstruction(instruction: $0, step: index, feedsLaterPositions: scheduled.feedsLaterPositions)
      }
    }
  }

  private func instructions(of step: Step, at index: Int) -> [Instruction<V>] {
    switch step {
    case .embed(let table, let y): [.embed(table: table, width: y.width, into: rows(y))]
    case .position(let table, let y): [.position(table: table, width: y.width, into: rows(y))]
    case .copy(let x, let y): [.copy(rows(x), width: y.width, into: rows(y))]
    case .add(let x1, let x2, let y): [.add(rows(x1), rows(x2), width: y.width, into: rows(y))]
    case .layerNorm(let x, let weight, let bias, let epsilon, let scale, let y):
      [
        .layerNorm(
          rows(x), width: x.width, weight: weight, bias: bias, epsilon: V.Scalar(epsilon), scale: rows(scale), into: rows(y))
      ]
    case .rmsNorm(let x, let weight, let epsilon, let scale, let y):
      [.rmsNorm(rows(x), width: x.width, weight: weight, epsilon: V.Scalar(epsilon), scale: rows(scale), into: rows(y))]
    case .linear(let x, let matrix, let bias, let packed, let y):
      [.linear(rows(x), inputs: matrix.inputs, outputs: matrix.outputs, packed: packed, bias: bias ?? -1, into: rows(y))]
    case .attentionScores(let q, let k, let heads, let scale, let scores):
      (0..<heads).map { h in
        let width = q.width / heads
        return .attentionScores(
          query: rows(q, head: h, width: width), key: rows(k, head: h, width: width), width: width, scale: V.Scalar(scale),
          into: triangle(scores, head: h))
      }
    case .attentionSoftmax(let scores, let heads, let pattern):
      (0..<heads).map { .attentionSoftmax(triangle(scores, head: $0), into: triangle(pattern, head: $0)) }
    case .attentionMix(let pattern, let v, let heads, let z):
      (0..<heads).map { h in
        let width = v.width / heads
        return .attentionMix(
          triangle(pattern, head: h), rows(v, head: h, width: width), width: width, into: rows(z, head: h, width: width))
      }
    case .gelu(let x, let isExact, let y): [.gelu(rows(x), width: y.width, isExact: isExact, into: rows(y))]
    case .swiGLU(let gate, let up, let y): [.swiGLU(gate: rows(gate), up: rows(up), width: y.width, into: rows(y))]
    case .rotate(let x, let heads, let table, let pairing, let y):
      (0..<heads).map { h in
        let width = x.width / heads
        return .rotate(
          rows(x, head: h, width: width), width: width, table: table, pairing: pairing, into: rows(y, head: h, width: width))
      }
    case .edit: [.edit(step: index)]
    }
  }
}
