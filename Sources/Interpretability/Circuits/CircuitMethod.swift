/// How a circuit was found.
public enum CircuitMethod: String, Codable, Hashable, Sendable, CaseIterable {
  /// All smaller sets were tried: there is no smaller circuit.
  case exhaustive
  /// No part of it can be left out, nor two for another one where exchanges were few enough to be tried; a smaller circuit of other
  /// parts may exist.
  case pruning
}
