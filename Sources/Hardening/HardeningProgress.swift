/// What a hardening is doing.
public enum HardeningProgress: Hashable, Sendable {
  /// A step of a round was taken.
  case training(round: Int, step: Int, of: Int)
  /// A question's worst inputs were found.
  case searching(round: Int, done: Int, of: Int)
  /// A question was looked at for a proof.
  case proving(round: Int, done: Int, of: Int)
}
