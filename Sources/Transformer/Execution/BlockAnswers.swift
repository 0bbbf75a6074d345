import Lanes

/// What a model answered to a block of problems: for each its number, or nil where one of the eleven tokens was no digit.
public struct BlockAnswers<V: LaneVector>: RandomAccessCollection, Sendable {
  /// The number of problems.
  public let count: Int
  /// The digits of 10^0 to 10^5 as a number, and those above: each is exact in a lane.
  private var (low, high) = (V.zero, V.zero)
  private var greatestToken = V.zero
  private var unit: V.Scalar = 1

  private static var lowDigits: Int { 6 }

  @inline(__always)
  init(count: Int) { self.count = count }

  /// Takes in the tokens of the next place, the units' first.
  @inline(__always)
  mutating func append(_ token: V, place: Int) {
    greatestToken = V.maximum(greatestToken, token)
    if place == Self.lowDigits { unit = 1 }
    if place < Self.lowDigits { low = low.addingProduct(unit, token) } else { high = high.addingProduct(unit, token) }
    unit *= 10
  }

  /// The first problem's index.
  public var startIndex: Int { 0 }
  /// The number of problems.
  public var endIndex: Int { count }

  /// The answer to a problem, by its place in the block.
  public subscript(index: Int) -> UInt64? { answer(at: index) }

  @specialized(where V == Lane)
  @specialized(where V == ExactLane)
  private func answer(at index: Int) -> UInt64? {
    precondition(index >= 0 && index < count, "the block has \(count) problems, and none at \(index)")
    guard greatestToken[index] <= 9 else { return nil }
    return WholeNumbers(high)[index] * 1_000_000 + WholeNumbers(low)[index]
  }
}
