import Foundation

extension Certificate {
  /// The text of a certificate file: everything that `Encodable` says of the certificate, the model, and for a proof what a checker
  /// needs, a question a line.
  ///
  /// - Throws: what `JSONEncoder` throws.
  public func fileText(of model: CertificateFile.Subject) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    var text = String(decoding: try encoder.encode(Head(certificate: self, model: model)), as: UTF8.self)
    encoder.outputFormatting = [.sortedKeys]
    let lines = try questions.map { "    " + String(decoding: try encoder.encode($0), as: UTF8.self) }
    if !lines.isEmpty, text.hasSuffix("\n}") {
      text = text.dropLast(2) + ",\n  \"questions\" : [\n" + lines.joined(separator: ",\n") + "\n  ]\n}"
    }
    return text + "\n"
  }

  private struct Head: Encodable {
    let certificate: Certificate
    let model: CertificateFile.Subject

    private enum CodingKeys: CodingKey { case format, handsOn, model }

    func encode(to encoder: any Encoder) throws {
      try certificate.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(CertificateFile.format, forKey: .format)
      try container.encode(certificate.handsOn, forKey: .handsOn)
      try container.encode(model, forKey: .model)
    }
  }
}
