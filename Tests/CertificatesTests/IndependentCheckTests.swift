import Checkpoints
import Foundation
import ReferenceModels
import Testing

@testable import Certificates

/// Certificates as `scripts/check-certificate.py` sees them: Python, Arb, and no code in common.
@Suite(.enabled(if: Python.has("flint"), "\(Python.interpreter) lacks flint (pip install python-flint)"))
struct IndependentCheckTests {
  private static let script = URL(filePath: ShippedModel.folder).deletingLastPathComponent().appending(
    path: "scripts/check-certificate.py"
  ).path

  private static func check(_ text: String, _ checkpoint: String) throws -> (code: Int32, output: String) {
    let file = FileManager.default.temporaryDirectory.appending(path: "certificate-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [Python.interpreter, script, file.path, checkpoint]
    let pipe = Pipe()
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, output)
  }

  @Test(arguments: ["microadder-57p", "period12-20p"]) func proofsAreAcceptedAndLiesAreNot(name: String) throws {
    let checkpoint = try Checkpoint.read("\(ShippedModel.folder)/\(name)")
    let subject = CertificateFile.Subject(name: checkpoint.name, weightsSHA256: checkpoint.weightsSHA256.hex)
    let text = try Certificate(checkpoint.model, threads: 2).fileText(of: subject)
    let accepted = try Self.check(text, "\(ShippedModel.folder)/\(name)")
    #expect(accepted.code == 0 && accepted.output.hasPrefix("accepted: "), "\(accepted.output)")
    for (from, to) in [
      (checkpoint.weightsSHA256.hex, String(repeating: "0", count: 64)), ("\"total\":12", "\"total\":11"),
      ("\"splits\":\".\"", "\"splits\":\"\""), ("\"verdict\" : \"proved\"", "\"verdict\" : \"refuted\""),
    ] {
      let lie = text.replacingOccurrences(of: from, with: to)
      #expect(lie != text)
      let outcome = try Self.check(lie, "\(ShippedModel.folder)/\(name)")
      #expect([1, 65].contains(outcome.code) && outcome.output.split(separator: "\n").count == 1, "\(from): \(outcome.output)")
    }
    // Of another model.
    let other = try Self.check(text, "\(ShippedModel.folder)/microadder-67p")
    #expect(other.code == 1, "\(other.output)")
  }

  /// The certificates that are shipped.
  @Test(arguments: [
    "microadder-57p", "microadder-67p", "period12-28p", "period12-25p", "period12-20p", "period12-17p", "gptacc-777p",
  ])
  func shippedCertificatesAreAccepted(name: String) throws {
    let path = "\(ShippedModel.folder)/\(name)/\(CertificateFile.usualName)"
    let outcome = try Self.check(String(contentsOfFile: path, encoding: .utf8), "\(ShippedModel.folder)/\(name)")
    #expect(outcome.code == 0, "\(outcome.output)")
  }
}
