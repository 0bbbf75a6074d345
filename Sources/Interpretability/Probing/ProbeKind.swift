/// What a probe can compute.
public enum ProbeKind: String, Codable, Hashable, Sendable, CaseIterable {
  /// Linear functions of the activation; see `LinearProbe`.
  case linear
  /// One hidden layer of fixed random units, and linear functions of these and of the activation; see `HiddenLayer`.
  case shallow
}
