import Addition
import Lanes

/// The tokens of one block of problems, as numbers in vectors: `[position][lane]`.
///
/// All lanes are encoded at once: operands enter as halves of five digits, each digit is split off in every lane, and the
/// sum's digits are added as on paper, a carry at a time. Every number is a small whole one, exact in either engine's lanes.
final class BlockTokens<V: LaneVector> {
  /// How many lanes hold problems of their own.
  private(set) var count = 0
  /// What the model reads, by position. Decoding overwrites the answer's.
  let input: UnsafeMutablePointer<V>
  /// The answer's true digits, then the end token where there is one.
  let answer: UnsafeMutablePointer<V>
  /// One where a carry enters the answer's digit, by place.
  let carries: UnsafeMutablePointer<V>
  /// One in the lanes that hold problems of their own, zero in the others.
  private(set) var problems = V.zero

  /// Low and high half of the first operand, then of the second.
  private let halves: UnsafeMutablePointer<V>
  private let first: Digits
  private let second: Digits
  private let promptLength: Int
  private let answerLength: Int
  /// The answer's digits that the model reads.
  private let visible: Int

  /// Where an operand's digits stand.
  private struct Digits {
    let units: Int
    /// From one digit's position to the next higher one's.
    let step: Int

    init(_ position: (Int) -> Int) {
      units = position(0)
      step = position(1) - position(0)
    }
  }

  /// Makes room for a block and sets the tokens that all problems share.
  init(_ format: TokenFormat) {
    (promptLength, answerLength) = (format.promptLength, format.answerLength)
    visible = min(format.answerLength, format.inputLength - format.promptLength)
    first = Digits(format.firstOperandPosition)
    second = Digits(format.secondOperandPosition)
    let zero = Problem(inRange: 0, 0)
    input = Self.vectors(format.input(of: zero))
    answer = Self.vectors(format.targets(of: zero))
    carries = Self.vectors([UInt8](repeating: 0, count: format.answerLength))
    halves = Self.vectors([0, 0, 0, 0])
  }

  deinit {
    input.deallocate()
    answer.deallocate()
    carries.deallocate()
    halves.deallocate()
  }

  private static func vectors(_ tokens: [UInt8]) -> UnsafeMutablePointer<V> {
    let vectors = UnsafeMutablePointer<V>.zeros(tokens.count)
    for (place, token) in tokens.enumerated() { vectors[place] = V(repeating: V.Scalar(token)) }
    return vectors
  }

  // MARK: Encoding

  /// Sets the problem of one lane; `encode(count:)` writes the tokens once all are set.
  @inline(__always)
  func setOperands(of problem: Problem, lane: Int) {
    let half: UInt64 = 100_000
    let (a, b) = (problem.a.quotientAndRemainder(dividingBy: half), problem.b.quotientAndRemainder(dividingBy: half))
    let cells = UnsafeMutableRawPointer(halves).assumingMemoryBound(to: V.Scalar.self) + lane
    cells[0] = V.Scalar(Int32(truncatingIfNeeded: a.remainder))
    cells[V.laneCount] = V.Scalar(Int32(truncatingIfNeeded: a.quotient))
    cells[2 * V.laneCount] = V.Scalar(Int32(truncatingIfNeeded: b.remainder))
    cells[3 * V.laneCount] = V.Scalar(Int32(truncatingIfNeeded: b.quotient))
  }

  /// The problem that was set in a lane.
  func problem(lane: Int) -> Problem {
    func operand(_ half: Int) -> UInt64 { UInt64(halves[half + 1][lane]) * 100_000 + UInt64(halves[half][lane]) }
    return Problem(inRange: operand(0), operand(2))
  }

  /// Writes the tokens of the problems that are set, those of the first lanes; the other lanes repeat the last.
  @inline(__always)
  func encode(count: Int) {
    self.count = count
    problems = V(repeating: 1)
    for lane in count..<V.laneCount {
      problems[lane] = 0
      for half in 0..<4 { halves[half][lane] = halves[half][count - 1] }
    }
    var carry = V.zero
    for half in 0..<2 {
      var (a, b) = (halves[half], halves[2 + half])
      for place in (5 * half)..<(5 * half + 5) {
        let (restOfA, restOfB) = (Self.tenth(a), Self.tenth(b))
        let x = a.addingProduct(-10, restOfA)
        let y = b.addingProduct(-10, restOfB)
        input[first.units + place * first.step] = x
        input[second.units + place * second.step] = y
        carries[place] = carry
        let sum = x + y + carry
        carry = Self.tenth(sum)
        write(sum.addingProduct(-10, carry), place: place)
        (a, b) = (restOfA, restOfB)
      }
    }
    carries[answerLength - 1] = carry
    write(carry, place: answerLength - 1)
  }

  @inline(__always)
  private func write(_ digit: V, place: Int) {
    answer[place] = digit
    if place < visible { input[promptLength + place] = digit }
  }

  /// `floor(x / 10)` for whole numbers 0 ..< 10^5, by rounding `(x - 4.5) / 10`, which is never near a half.
  @inline(__always)
  private static func tenth(_ x: V) -> V {
    WholeNumbers(V(repeating: -0.45).addingProduct(0.1, x)).rounded
  }
}
