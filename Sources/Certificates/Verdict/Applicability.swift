import Transformer

extension Certificate {
  /// Checks that certificates are for models like this one, without making one.
  ///
  /// - Throws: `CertificateError`. A model that hands on too many numbers is found only when one is made.
  public static func requireFit(_ model: Model) throws(CertificateError) { _ = try OneLayerModel(model) }
}
