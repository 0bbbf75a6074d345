import Addition
import Checkpoints
import Foundation
import ReferenceModels
import Testing
import Transformer

@testable import Certificates

/// Certificates as files: what is true is accepted, and nothing else.
@Suite struct CertificateFileTests {
  private static let subject = CertificateFile.Subject(name: "model", weightsSHA256: "ab")

  private static func file(_ certificate: Certificate) throws -> CertificateFile {
    try CertificateFile(text: Array(certificate.fileText(of: subject).utf8))
  }

  @Test(arguments: [
    ("microadder-57p", CertifiedArithmetic.real), ("microadder-57p", .float32), ("period12-20p", .float32),
    ("period12-25p", .real),
  ])
  func proofsAreAccepted(name: String, arithmetic: CertifiedArithmetic) throws {
    let model = try Checkpoint.read("\(ShippedModel.folder)/\(name)").model
    let certificate = try Certificate(model, arithmetic: arithmetic, threads: 2)
    #expect(certificate.verdict == .proved && certificate.arithmetic == arithmetic)
    let file = try Self.file(certificate)
    #expect(file.margin == certificate.margin && file.questions == certificate.questions)
    try file.check(model, weightsSHA256: "ab", threads: 2)
    // The arithmetic is part of the claim: float32 has smaller margins.
    if arithmetic == .real {
      #expect(throws: CertificateFileError.self) {
        try Self.changed(file) { $0["arithmetic"] = "float32" }.check(model, weightsSHA256: "ab", threads: 2)
      }
    }
    // Other weights have other margins, whatever the digest says.
    let other = try Model(model.architecture, weights: model.weights.map { $0 * 1.01 })
    #expect(throws: CertificateFileError.self) { try file.check(other, weightsSHA256: "ab", threads: 2) }
    #expect(throws: CertificateFileError.self) { try file.check(model, weightsSHA256: "ac", threads: 2) }
  }

  @Test func refutationsAreAccepted() throws {
    let model = try Checkpoint.read("\(ShippedModel.folder)/microadder-57p").model
    var weights = model.weights
    weights[0] *= 0.9
    let broken = try Model(model.architecture, weights: weights)
    let file = try Self.file(Certificate(broken, threads: 2))
    #expect(file.verdict == .refuted && file.questions.isEmpty)
    try file.check(broken, weightsSHA256: "ab")
    #expect(throws: CertificateFileError.self) { try file.check(model, weightsSHA256: "ab") }
    let suite = ProblemSuite.uniform(count: 200, seed: 3)
    let right = try #require(zip(suite, broken.answers(to: suite)).first { $0.sum == $1 }?.0)
    for changes in [["a": right.a, "b": right.b], ["place": 11], ["margin": -1e6]] as [[String: Any]] {
      let tampered = try Self.changed(file) { json in
        var sum = json["counterexample"] as? [String: Any] ?? [:]
        sum.merge(changes) { $1 }
        json["counterexample"] = sum
      }
      #expect(throws: CertificateFileError.self) { try tampered.check(broken, weightsSHA256: "ab") }
    }
  }

  /// A file with some of its JSON changed.
  private static func changed(_ file: CertificateFile, _ change: (inout [String: Any]) -> Void) throws -> CertificateFile {
    var json: [String: Any] = [
      "format": CertificateFile.format, "model": ["name": file.model.name, "weightsSHA256": file.model.weightsSHA256],
      "verdict": file.verdict.rawValue, "arithmetic": file.arithmetic.rawValue,
    ]
    json["margin"] = file.margin
    if let sum = file.counterexample {
      json["counterexample"] = ["a": sum.a, "b": sum.b, "place": sum.place, "margin": sum.margin]
    }
    json["questions"] = try JSONSerialization.jsonObject(with: JSONEncoder().encode(file.questions))
    change(&json)
    return try CertificateFile(text: Array(JSONSerialization.data(withJSONObject: json)))
  }

  /// A hundred ways to lie in one question, each by itself; the file's margin is changed with the part's, as a liar would.
  @Test func tamperedProofsAreRejected() throws {
    let model = try Checkpoint.read("\(ShippedModel.folder)/period12-25p").model
    let file = try Self.file(Certificate(model, threads: 2))
    let parts = try OneLayerModel(model)
    var random = SystemIndependentGenerator(state: 77)
    var rejected = 0
    for attempt in 0..<100 {
      let question = try #require(file.questions.randomElement(using: &random))
      var json = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(question)) as? [String: Any])
      var list = try #require(json["parts"] as? [[String: Any]])
      let chosen = Int.random(in: 0..<list.count, using: &random)
      var box = try #require(list[chosen]["box"] as? [[Double]])
      let side = Int.random(in: 0..<box.count, using: &random)
      let margin = try #require(list[chosen]["margin"] as? Double)
      switch attempt % 10 {
      case 0: box[side][0] += max(1e-6, 0.01 * (box[side][1] - box[side][0]))
      case 1: box[side][1] -= max(1e-6, 0.01 * (box[side][1] - box[side][0]))
      case 2: list[chosen]["margin"] = margin * 3 + 1e4
      case 3: list.remove(at: chosen)
      case 4: list[chosen]["total"] = ((list[chosen]["total"] as? Int ?? 30) + 1) % 19
      case 5: list[chosen]["splits"] = "0" + (list[chosen]["splits"] as? String ?? "")
      case 6: list[chosen]["splits"] = "7.."
      case 7:
        json["coordinates"] = (json["coordinates"] as? [[String: Any]])?.map { coordinate in
          var coordinate = coordinate
          coordinate["row"] = (coordinate["row"] as? [Double])?.map { 1.7 * $0 }
          return coordinate
        }
      case 8: box.append([0, 1])
      default: box[side] = [box[side][1] + 1e-3, box[side][0] - 1e-3]
      }
      if list.indices.contains(chosen), attempt % 10 != 3 { list[chosen]["box"] = box }
      json["parts"] = list
      let tampered = try JSONDecoder().decode(QuestionProof.self, from: JSONSerialization.data(withJSONObject: json))
      do {
        try tampered.check(parts)
        Issue.record("attempt \(attempt) on Z\(question.place) after \(question.token), part \(chosen), was accepted")
      } catch { rejected += 1 }
    }
    #expect(rejected == 100)
  }

  @Test(arguments: [
    "", "{", "[]", "{}", "null", #"{"format":"carryscope-certificate 2"}"#,
    #"{"format":"carryscope-certificate 1","model":{"name":"x","weightsSHA256":"ab"},"verdict":"sure","arithmetic":"real"}"#,
    #"{"format":"carryscope-certificate 1","model":{"name":"x","weightsSHA256":"ab"},"verdict":"proved","arithmetic":"real","questions":7}"#,
  ]) func whatIsNoneIsRefused(text: String) {
    #expect(throws: CertificateFileError.self) { try CertificateFile(text: Array(text.utf8)) }
  }

  /// Nothing proves nothing.
  @Test func anEmptyProofIsRejected() throws {
    let model = try Checkpoint.read("\(ShippedModel.folder)/microadder-57p").model
    let head = #""format":"carryscope-certificate 1","model":{"name":"x","weightsSHA256":"ab"}"#
    for rest in [
      #""verdict":"proved","arithmetic":"real","margin":1"#, #""verdict":"proved","arithmetic":"real","margin":1,"questions":[]"#,
      #""verdict":"refuted","arithmetic":"real""#, #""verdict":"undecided","arithmetic":"real""#,
      #""verdict":"proved","arithmetic":"real","margin":1,"questions":[{"place":-3,"token":900,"coordinates":[],"order":[],"parts":[]}]"#,
    ] {
      let file = try CertificateFile(text: Array("{\(head),\(rest)}".utf8))
      #expect(throws: CertificateFileError.self) { try file.check(model, weightsSHA256: "ab") }
    }
  }
}
