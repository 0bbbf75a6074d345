/// A way to say from gradients what a change of an activation would do to the logit difference.
public enum Approximation: String, Codable, Hashable, Sendable, CaseIterable {
  /// The change times the gradient where the change is made: attribution patching (Nanda 2023) of nodes, edge attribution patching
  /// (Syed et al. 2023) of edges.
  case attributionPatching
  /// Minus the activation times its gradient: what zeroing it would do (Shrikumar et al. 2016).
  case gradientTimesInput
  /// The change times the mean gradient on the straight path between the two problems' token vectors: integrated gradients
  /// (Sundararajan et al. 2017) of the token vectors, and of what is computed from them (Hanna et al. 2024).
  case integratedGradients

  /// The changes that it approximates.
  public var replacements: [Replacement] {
    self == .gradientTimesInput ? [.zero] : [.noising, .denoising]
  }
}

/// What an activation is replaced by.
public enum Replacement: String, Codable, Hashable, Sendable, CaseIterable {
  /// In the run on the clean problem, by its value on the corrupted one.
  case noising
  /// In the run on the corrupted problem, by its value on the clean one.
  case denoising
  /// In the run on the clean problem, by zero.
  case zero
}

/// An approximation of what one replacement does.
struct Comparison: Hashable, Sendable {
  let approximation: Approximation
  let replacement: Replacement

  /// Everything that can be compared.
  static let all = Approximation.allCases.flatMap { approximation in
    approximation.replacements.map { Comparison(approximation: approximation, replacement: $0) }
  }
}
