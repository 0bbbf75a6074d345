/// Why nothing can be proved about a model, whatever the time.
public enum CertificateError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What blocks beyond the first read depends on more than a position and its token.
  case tooManyLayers(Int)
  /// The program does something that the proof has no rule for.
  case unknownStep(String)
  /// Attention writes more independent numbers than the bounds can be in.
  case tooManyDimensions(Int, most: Int)
  /// A weight is no number.
  case weightsNotFinite

  /// What is in the way, and what to do.
  public var description: String {
    switch self {
    case .tooManyLayers(let layers):
      "the model has \(layers) layers: a certificate needs one, where every key depends on a position and its token only"
    case .unknownStep(let step): "the model does something that certificates do not cover: \(step)"
    case .tooManyDimensions(let dimensions, let most):
      "attention writes \(dimensions) independent numbers, and certificates bound at most \(most)"
    case .weightsNotFinite: "a weight is infinite or no number"
    }
  }
}
