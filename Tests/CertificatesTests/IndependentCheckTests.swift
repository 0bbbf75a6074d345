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
    try withFile(text) { try run(script, $0, checkpoint) }
  }

  private static func withFile<Result>(_ text: String, _ work: (_ path: String) throws -> Result) throws -> Result {
    let file = FileManager.default.temporaryDirectory.appending(path: "certificate-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    return try work(file.path)
  }

  private static func run(_ script: String, _ arguments: String...) throws -> (code: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [Python.interpreter, "-B", script] + arguments
    let pipe = Pipe()
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, output)
  }

  /// A script of `Python` beside this file, which reads the checker as a module.
  private static func helper(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Python/\(name)").path
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

  /// The certificates that are shipped. Of proofs it is shown besides that float32 programs are right, whatever the order of their
  /// operations.
  @Test(arguments: [
    "microadder-57p", "microadder-67p", "period12-28p", "period12-25p", "period12-20p", "period12-17p", "gptacc-777p",
  ])
  func shippedCertificatesAreAccepted(name: String) throws {
    let path = "\(ShippedModel.folder)/\(name)/\(CertificateFile.usualName)"
    let outcome = try Self.check(String(contentsOfFile: path, encoding: .utf8), "\(ShippedModel.folder)/\(name)")
    #expect(outcome.code == 0, "\(outcome.output)")
    let isShown = outcome.output.contains("float32 in any order of operations: margin at least")
    #expect(isShown == (name != "gptacc-777p"), "\(outcome.output)")
  }

  /// A proof of the float32 program that runs here is confirmed as one of every program.
  @Test(arguments: ["microadder-57p", "period12-25p"]) func proofsOfFloat32AreAccepted(name: String) throws {
    let folder = "\(ShippedModel.folder)/\(name)"
    let checkpoint = try Checkpoint.read(folder)
    let subject = CertificateFile.Subject(name: checkpoint.name, weightsSHA256: checkpoint.weightsSHA256.hex)
    let text = try Certificate(checkpoint.model, arithmetic: .float32, threads: 2).fileText(of: subject)
    let accepted = try Self.check(text, folder)
    #expect(accepted.code == 0 && accepted.output.contains("in float32 in any order of operations, margin"), "\(accepted.output)")
    // Another model's weights, with a digest to go with them.
    let other = try Checkpoint.read("\(ShippedModel.folder)/microadder-67p")
    let lie = text.replacingOccurrences(of: checkpoint.weightsSHA256.hex, with: other.weightsSHA256.hex)
    let outcome = try Self.check(lie, "\(ShippedModel.folder)/microadder-67p")
    #expect(outcome.code == 1 && outcome.output.hasPrefix("rejected: "), "\(outcome.output)")
    let tampered = try Self.withFile(text) { try Self.run(Self.helper("tampered.py"), Self.script, $0, folder) }
    #expect(tampered.code == 0, "\(tampered.output)")
  }

  @Test func tamperedProofsAreRejected() throws {
    let folder = "\(ShippedModel.folder)/period12-25p"
    let outcome = try Self.run(
      Self.helper("tampered.py"), Self.script, "\(folder)/\(CertificateFile.usualName)", folder)
    #expect(outcome.code == 0, "\(outcome.output)")
  }

  /// What float32 makes of sums in random orders is within what the checker takes for possible, and not by far where roundings are
  /// few.
  @Test(
    .enabled(if: Python.has("flint", "numpy"), "\(Python.interpreter) lacks flint or numpy"),
    arguments: [
      "microadder-57p", "microadder-74p", "period12-25p", "period12-17p", "lowrank-262p", "lowrank-491p", "gptacc-763p",
    ])
  func everyOrderIsWithinItsBounds(name: String) throws {
    let outcome = try Self.run(Self.helper("any_order.py"), Self.script, "\(ShippedModel.folder)/\(name)", "100")
    let shares = try #require(
      try? JSONDecoder().decode([String: Double].self, from: Data(outcome.output.utf8)), "\(outcome.output)")
    #expect(shares.count == 9 && shares.values.allSatisfy { $0 > 0 && $0 <= 1 }, "\(shares)")
    #expect(shares["norm", default: 0] > 0.05 && shares["mlp", default: 0] > 0.02, "\(shares)")
  }
}
