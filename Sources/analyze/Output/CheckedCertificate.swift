import Addition
import Certificates
import Checkpoints

/// A certificate whose claims all hold, for `--json` and in words.
struct CheckedCertificate: Encodable {
  let accepted = true
  let verdict: Verdict
  let arithmetic: CertifiedArithmetic
  /// Null for a refutation.
  let margin: Double?
  let seconds: Double

  private enum CodingKeys: CodingKey { case accepted, verdict, arithmetic, margin, seconds }

  init(_ certificate: CertificateFile, seconds: Double) {
    (verdict, arithmetic, margin) = (certificate.verdict, certificate.arithmetic, certificate.margin)
    self.seconds = seconds
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(accepted, forKey: .accepted)
    try container.encode(verdict, forKey: .verdict)
    try container.encode(arithmetic, forKey: .arithmetic)
    try container.encode(margin, forKey: .margin)
    try container.encode(seconds, forKey: .seconds)
  }

  func text(of checkpoint: Checkpoint) -> String {
    var facts = TextTable([.left, .left])
    facts.add(["model", "\(checkpoint.name), \(grouped(checkpoint.model.parameterCount)) parameters"])
    facts.add(["certificate", "accepted: \(verdict.rawValue) in \(arithmetic.rawValue) arithmetic"])
    if let margin { facts.add(["margin", "at least \(boundText(margin)) between the right digit's logit and any other"]) }
    facts.add(["seconds", fixedText(seconds, 1)])
    return facts.text()
  }
}
