/// Why a certificate file was not accepted.
public enum CertificateFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It is no certificate, or not one of this version.
  case unreadable(String)
  /// It claims what is not so, or what does not follow; where, and what.
  case rejected(String, String)
  /// The method is not for the model.
  case model(CertificateError)

  /// What is wrong and where.
  public var description: String {
    switch self {
    case .unreadable(let problem): "this is no certificate: \(problem)"
    case .rejected(let place, let problem): "rejected: \(place): \(problem)"
    case .model(let error): error.description
    }
  }
}
