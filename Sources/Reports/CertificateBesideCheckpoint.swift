import Certificates
import Checkpoints
import Files

extension CertificateFile {
  /// The certificate that lies beside a checkpoint's weights, once it has been checked; nil if there is none, or one that leaves the
  /// model undecided.
  ///
  /// - Parameter path: the checkpoint's folder, or its file.
  /// - Throws: `FileError` if the certificate cannot be read, `CertificateFileError` if it does not hold.
  public static func beside(_ checkpoint: Checkpoint, at path: String, threads: Int = 1) throws -> CertificateFile? {
    guard let file = file(usualName, besideCheckpoint: path) else { return nil }
    let certificate = try CertificateFile(text: InputFile.read(file, upTo: largestSize))
    guard certificate.verdict != .undecided else { return nil }
    try certificate.check(checkpoint.model, weightsSHA256: checkpoint.weightsSHA256.hex, threads: threads)
    return certificate
  }
}
