/// What a position of a sequence holds.
public enum PositionRole: Hashable, Sendable {
  /// The same token in every problem.
  case delimiter(Int)
  /// The first operand's digit of a place, the second's, or the sum's.
  case first(Int), second(Int), sum(Int)
}
