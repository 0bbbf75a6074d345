import Lanes

/// A window of features `[first, first + width)` in a buffer.
public struct Slot: Hashable, Sendable {
  /// The buffer.
  public let buffer: Int
  /// The first feature.
  public let first: Int
  /// How many features.
  public let width: Int
}

/// One operation of a compiled program: what to compute, from which buffers to which.
///
/// A value without behavior, so that several interpreters can run it. Weights are named by their index in the flat array of
/// parameters and derived values.
public enum Step: Hashable, Sendable {
  /// Looks up every problem's token in a table with rows of the slot's width.
  case embed(table: Int, into: Slot)
  /// The position's row of a table, the same for all problems.
  case position(table: Int, into: Slot)
  case copy(from: Slot, into: Slot)
  case add(Slot, Slot, into: Slot)
  /// Mean and variance normalization; `scale` keeps the standard deviation.
  case layerNorm(Slot, weight: Int, bias: Int, epsilon: Double, scale: Slot, into: Slot)
  /// Root-mean-square normalization; `scale` keeps the root mean square.
  case rmsNorm(Slot, weight: Int, epsilon: Double, scale: Slot, into: Slot)
  /// `x W + b`. Among an interpreter's packed weights the matrix stands at `packed`, as
  /// `Linear.pack` lays it out, followed by its transpose.
  case linear(Slot, Matrix, bias: Int?, packed: Int, into: Slot)
  /// `q k^T scale` for every head.
  case attentionScores(query: Slot, key: Slot, heads: Int, scale: Double, into: Int)
  case attentionSoftmax(scores: Int, heads: Int, into: Int)
  /// `pattern v` for every head.
  case attentionMix(pattern: Int, value: Slot, heads: Int, into: Slot)
  case gelu(Slot, isExact: Bool, into: Slot)
  /// `silu(gate) * up`.
  case swiGLU(gate: Slot, up: Slot, into: Slot)
  /// Turns every head's pairs by the angles of the position: a table with a row of cosines and sines a position.
  case rotate(Slot, heads: Int, table: Int, pairing: Rotary.Pairing, into: Slot)
  /// Overwrites part of a hooked buffer.
  case edit(Edit)
}

/// A step, and how far back in the sequence it is needed.
public struct ScheduledStep: Hashable, Sendable {
  /// What is done.
  public let step: Step
  /// Whether later positions read the result (through keys and values). If not, only the positions that predict an answer
  /// need it, and a pass that asks for nothing else leaves the others out.
  public let feedsLaterPositions: Bool
}

/// What a buffer holds.
enum BufferShape: Hashable, Sendable {
  /// `[position][feature]`.
  case rows(Int)
  /// `[head][query][key up to the query]`.
  case triangles(heads: Int)
}
