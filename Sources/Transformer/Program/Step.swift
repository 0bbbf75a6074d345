import Lanes

/// A window of features `[first, first + width)` in a buffer. A triangle of attention counts as one feature.
public struct Slot: Hashable, Sendable {
  /// The buffer.
  public let buffer: Int
  /// The first feature.
  public let first: Int
  /// How many features.
  public let width: Int

  /// One of so many equal parts, such as a head's.
  package func part(_ index: Int, of count: Int) -> Slot {
    Slot(buffer: buffer, first: first + index * (width / count), width: width / count)
  }
}

/// One step of a compiled program: an operation, what it reads, and what it writes.
///
/// A value without behavior, so that several interpreters can run it. Weights are named by their index in the flat array of
/// parameters and derived values.
public struct Step: Hashable, Sendable {
  /// What is done.
  public let operation: Operation
  /// The windows that it reads, in the order that the operation tells.
  public let reads: Slots
  /// The windows that it writes: its result, and behind it what a norm keeps besides.
  public let writes: Slots

  /// What a step does to the windows that it reads and writes.
  public enum Operation: Hashable, Sendable {
    /// Looks up every problem's token in a table with rows of the result's width.
    case embed(table: Int)
    /// The position's row of a table, the same for all problems.
    case position(table: Int)
    case copy
    /// The sum of two windows.
    case add
    /// Normalization; the scale that is divided by is kept in the second window, and the quotient, before
    /// weight and bias, in the third.
    case norm(Norm.Kind, weight: Int, bias: Int?, epsilon: Double)
    /// Weight and bias of a norm, where its third window has been changed.
    case affine(weight: Int, bias: Int?)
    /// `x W + b`. Among an interpreter's packed weights the matrix stands at `packed`, as
    /// `Linear.pack` lays it out, followed by its transpose.
    case linear(Matrix, bias: Int?, packed: Int)
    /// `q k^T scale` for every head, of queries and keys.
    case attentionScores(heads: Int, keyHeads: Int, scale: Double)
    case attentionSoftmax(heads: Int)
    /// `pattern v` for every head, of pattern and values.
    case attentionMix(heads: Int, valueHeads: Int)
    case gelu(isExact: Bool)
    /// `silu(gate) * up`, of gate and up.
    case swiGLU
    /// Turns every head's pairs by the angles of the position: a table with a row of cosines and sines a position.
    case rotate(heads: Int, table: Int, pairing: Rotary.Pairing)
    /// Changes part of a hooked buffer: the edit of the program with this index.
    case edit(Int)
  }
}

extension Step {
  /// The buffer of the result.
  var output: Int { writes[0].buffer }

  /// What is read at all positions up to each of the step's, not only at the step's own: keys and values.
  var reachesBack: Slot? {
    switch operation {
    case .attentionScores, .attentionMix: reads[1]
    default: nil
    }
  }

  /// How often it is done, once for every head, and how many heads what is read second has.
  var heads: (all: Int, second: Int) {
    switch operation {
    case .attentionScores(let heads, let second, _), .attentionMix(let heads, let second): (heads, second)
    case .attentionSoftmax(let heads), .rotate(let heads, _, _): (heads, heads)
    default: (1, 1)
    }
  }
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
package enum BufferShape: Hashable, Sendable {
  /// `[position][feature]`.
  case rows(Int)
  /// `[head][query][key up to the query]`.
  case triangles(heads: Int)
}
