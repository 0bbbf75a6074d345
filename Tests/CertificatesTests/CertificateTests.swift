import Addition
import Checkpoints
import Foundation
import Lanes
import ReferenceModels
import Testing
import Transformer

@testable import Certificates

/// Verdicts on whole models.
@Suite struct CertificateTests {
  static let proved = ["microadder-57p", "microadder-67p", "period12-28p", "period12-25p", "period12-20p", "period12-17p"]

  private static func shipped(_ name: String) throws -> Model {
    try Checkpoint.read("\(ShippedModel.folder)/\(name)").model
  }

  /// The bound, and a sample of sums that must be above it. `CARRYSCOPE_CERTIFICATE_SAMPLES` says how many.
  @Test(arguments: proved) func shippedModelsAreProved(name: String) throws {
    let model = try Self.shipped(name)
    let certificate = try Certificate(model, threads: 2)
    #expect(certificate.verdict == .proved)
    let margin = try #require(certificate.margin)
    #expect(margin > 0.3)
    #expect(certificate.digits.map(\.place) == Array(0...10) && certificate.openInputs == 0)
    let count = ProcessInfo.processInfo.environment["CARRYSCOPE_CERTIFICATE_SAMPLES"].flatMap(Int.init) ?? 2_000
    for suite in [ProblemSuite.carry(count: count / 2, seed: 9), .uniform(count: count / 2, seed: 9)] {
      try Self.sample(suite, model, certificate)
    }
  }

  private static func sample(_ suite: ProblemSuite, _ model: Model, _ certificate: Certificate) throws {
    let blocks = (suite.count + 7) / 8
    let least = Parallel.map(items: blocks, workers: 2, tools: { EngineRun(model) }) { engine, block in
      let problems = (8 * block..<min(8 * block + 8, suite.count)).map { suite[$0] }
      engine.run(problems)
      return (0...10).map { place in problems.indices.map { engine.margin(place, lane: $0).margin }.min() ?? .infinity }
    }.reduce([Double](repeating: .infinity, count: 11)) { zip($0, $1).map { min($0, $1) } }
    for (place, least) in least.enumerated() {
      let bound = try #require(certificate.digits[place].margin)
      // float64 rounds, too: far below a millionth of these logits.
      #expect(least >= bound - 1e-6, "Z\(place): \(least) is below \(bound)")
    }
  }

  @Test(
    .enabled(if: PublishedModels.arePresent, "needs ../shared/published"),
    arguments: ["microadder-67p.pt", "microadder-133p.pt"])
  func publishedModelsAreProved(file: String) throws {
    let certificate = try Certificate(Checkpoint.read("\(PublishedModels.folder)/\(file)").model, threads: 2)
    #expect(certificate.verdict == .proved)
  }

  /// Threads do not matter.
  @Test func theSameOnOneThread() throws {
    let model = try Self.shipped("microadder-57p")
    let (one, three) = (try Certificate(model, threads: 1), try Certificate(model, threads: 3))
    #expect(one.digits == three.digits && one.verdict == three.verdict)
    #expect(one.dimensions == 1)
  }

  /// With no time nothing is proved, and nothing is forgotten: every digit has all sums open.
  @Test func withoutTimeEverythingIsOpen() throws {
    let certificate = try Certificate(Self.shipped("microadder-57p"), timeLimit: .zero, threads: 2)
    #expect(certificate.verdict == .undecided && certificate.margin == nil && certificate.counterexample == nil)
    for digit in certificate.digits { #expect(digit.openInputs == 100_000_000_000_000_000_000 && digit.margin == nil) }
    #expect(certificate.digits.reduce(0) { $0 + $1.open.count } == 18_020)
  }

  /// A proved model with one weight changed is wrong somewhere, and the sum that is shown is wrong in both engines.
  @Test(arguments: [("microadder-57p", 0.9), ("period12-20p", 0.97), ("microadder-67p", 0.95)])
  func changedModelsAreRefuted(name: String, factor: Float) throws {
    let model = try Self.shipped(name)
    var weights = model.weights
    weights[0] *= factor
    let certificate = try Certificate(Model(model.architecture, weights: weights), threads: 2)
    #expect(certificate.verdict == .refuted && certificate.margin == nil && certificate.digits.isEmpty)
    let wrong = try #require(certificate.counterexample)
    #expect(wrong.margin < 0 && wrong.float64 != wrong.problem.sum && wrong.float32 != wrong.problem.sum)
  }

  @Test func otherModelsAreRefused() throws {
    let deep = try RandomModels.model(.gptAcc(width: 4, hidden: 4, layers: 2), seed: 1)
    #expect(throws: CertificateError.tooManyLayers(2)) { try Certificate(deep) }
    let wide = try RandomModels.model(.gptAcc(width: 12, hidden: 4), seed: 1)
    #expect(throws: CertificateError.tooManyDimensions(12, most: 8)) { try Certificate(wide) }
    let ablated = try Self.shipped("microadder-57p").intervening(with: [
      Intervention(hook: "blocks.0.mlp.hook_post", operation: .zero)
    ])
    #expect(throws: CertificateError.unknownStep("an intervention")) { try Certificate(ablated) }
    var broken = try Self.shipped("microadder-57p")
    broken = try Model(broken.architecture, weights: broken.weights.dropLast() + [.nan])
    #expect(throws: CertificateError.weightsNotFinite) { try Certificate(broken) }
  }

  @Test func verdictsAreJSON() throws {
    let certificate = try Certificate(Self.shipped("microadder-57p"), threads: 2)
    let json = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(certificate)) as? [String: Any])
    #expect(json["verdict"] as? String == "proved" && json["arithmetic"] as? String == "real")
    #expect(json["counterexample"] is NSNull && json["wrong"] as? [String: String] == ["least": "0", "most": "0"])
    let margin = try #require(json["margin"] as? Double)
    #expect((margin - (certificate.margin ?? 0)).magnitude < 1e-12 && (json["digits"] as? [Any])?.count == 11)
  }
}

/// The published weights beside the repository.
enum PublishedModels {
  static let folder = URL(filePath: ShippedModel.folder).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/published").path
  static let arePresent = FileManager.default.fileExists(atPath: folder)
}
