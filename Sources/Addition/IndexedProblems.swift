/// Problems by index: the same index gives the same problem, whichever thread asks.
public protocol IndexedProblems: Sendable {
  /// Problem `index`.
  func problem(_ index: Int) -> Problem
}
