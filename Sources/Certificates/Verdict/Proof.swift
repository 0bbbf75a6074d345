/// All that a proof consists of, whoever made it: a `Certificate` that was found, or a `CertificateFile` that was checked.
public struct Proof: Sendable {
  /// What it holds in.
  public let arithmetic: CertifiedArithmetic
  /// Question by question, in the order of the answer's places.
  public let questions: [QuestionProof]
}

extension Certificate {
  /// The proof; nil unless the model was proved right.
  public var proof: Proof? { verdict == .proved ? Proof(arithmetic: arithmetic, questions: questions) : nil }
}

extension CertificateFile {
  /// The proof that the file claims; nil unless it claims one. `check` says whether it is one.
  public var proof: Proof? { verdict == .proved ? Proof(arithmetic: arithmetic, questions: questions) : nil }
}
