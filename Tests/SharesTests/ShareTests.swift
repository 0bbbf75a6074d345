import Addition
import Certificates
import Checkpoints
import Files
import Foundation
import ReferenceModels
import Synchronization
import Testing
import Transformer

@testable import Shares

@Suite struct ShareTests {
  /// A folder that is there for one test.
  private struct Scratch: ~Copyable {
    let path = FileManager.default.temporaryDirectory.path + "/shares-tests-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var folder: ShareFolder { ShareFolder(path + "/out") }

    func part(_ task: Int) -> URL { URL(filePath: path + "/out/parts/\(task).json") }
  }

  private static func begin(_ name: String, _ kind: SplitWork.Kind, tasks: Int, in folder: ShareFolder) throws -> Checkpoint {
    let path = "\(ShippedModel.folder)/\(name)"
    let checkpoint = try Checkpoint.read(path)
    try folder.begin(SplitWork(path, weightsSHA256: checkpoint.weightsSHA256, kind, tasks: tasks), resume: false)
    return checkpoint
  }

  // MARK: Evaluations

  @Test(arguments: [SuiteKind.uniform, .carry]) func tasksCountWhatOneMachineCounts(suite: SuiteKind) throws {
    let scratch = Scratch()
    let folder = scratch.folder
    let checkpoint = try Self.begin("lowrank-311p", .evaluation(suite: suite, count: 40_001, seed: 3), tasks: 7, in: folder)
    // Some are interrupted, some go on from there with other threads.
    for task in (0..<7).reversed() {
      let asked = Atomic(0)
      let isDone = try folder.run(task, threads: 1, stride: 1_000) { asked.add(1, ordering: .relaxed).newValue > task }
      #expect(isDone == (task >= 6))
      #expect(try folder.run(task, threads: 2, stride: 999))
      if task == 3 {
        let sofar = try folder.collect()
        #expect(sofar.done == 4 && sofar.tasks == 7)
      }
    }
    let result = try folder.collect()
    #expect(result.done == 7)
    guard case .evaluation(let evaluation) = result.finding else {
      Issue.record("no evaluation")
      return
    }
    let whole = checkpoint.model.evaluate(suite.suite(count: 40_001, seed: 3), threads: 2)
    #expect(evaluation.accuracy == whole.accuracy)
    #expect(evaluation.failures == whole.failures)
    #expect(evaluation.parameters == 311)
  }

  @Test func partsOfSuitesAreTheSuite() {
    let suite = ProblemSuite.carry(count: 1_000, seed: 5)
    let parts = [0..<300, 300..<301, 301..<1_000].map { suite.part($0) }
    #expect(parts.flatMap { Array($0) } == Array(suite))
    #expect(Array(parts[2].part(10..<20)) == Array(suite)[311..<321].map { $0 })
  }

  @Test func tasksShareEvenly() throws {
    let work = try SplitWork(
      "x", weightsSHA256: Checkpoint.read("\(ShippedModel.folder)/period12-20p").weightsSHA256,
      .evaluation(suite: .uniform, count: 1_000_003, seed: 1), tasks: 10)
    let ranges = (0..<10).map { work.range(of: $0, count: 1_000_003) }
    #expect(ranges.first?.lowerBound == 0 && ranges.last?.upperBound == 1_000_003)
    #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    #expect(ranges.allSatisfy { [100_000, 100_001].contains($0.count) })
  }

  // MARK: Certificates

  @Test(arguments: [("period12-25p", CertifiedArithmetic.float32), ("microadder-57p", .real)])
  func tasksProveWhatOneMachineProves(name: String, arithmetic: CertifiedArithmetic) throws {
    let scratch = Scratch()
    let folder = scratch.folder
    let checkpoint = try Self.begin(name, .certificate(arithmetic, timeLimit: 60), tasks: 4, in: folder)
    for task in [2, 0, 3] { #expect(try folder.run(task, threads: 2)) }
    let open = try folder.collect()
    #expect(open.done == 3 && open.finding == nil)
    #expect(!FileManager.default.fileExists(atPath: folder.certificatePath))
    #expect(try folder.run(1, threads: 1))
    guard case .certificate(let certificate) = try folder.collect(threads: 2).finding else {
      Issue.record("none")
      return
    }
    let whole = try Certificate(checkpoint.model, arithmetic: arithmetic, threads: 2)
    #expect(certificate.verdict == .proved && whole.verdict == .proved)
    #expect(certificate.digits == whole.digits)
    #expect(certificate.questions == whole.questions)
    let file = try CertificateFile(text: InputFile.read(folder.certificatePath))
    try file.check(checkpoint.model, weightsSHA256: checkpoint.weightsSHA256.hex, threads: 2)
  }

  @Test func aWrongSumEndsIt() throws {
    let scratch = Scratch()
    let folder = scratch.folder
    let path = scratch.path + "/wrong"
    try Folder.create(path)
    let shipped = try Checkpoint.read("\(ShippedModel.folder)/microadder-57p").model
    var weights = shipped.weights
    weights[0] *= 0.8
    let checkpoint = Checkpoint(name: "wrong", model: try Model(shipped.architecture, weights: weights))
    try checkpoint.write(to: path + "/" + Checkpoint.fileName)
    try folder.begin(
      SplitWork(path, weightsSHA256: checkpoint.weightsSHA256, .certificate(.real, timeLimit: 60), tasks: 5), resume: false)
    for task in 0..<5 { #expect(try folder.run(task, threads: 2)) }
    guard case .certificate(let certificate) = try folder.collect().finding else {
      Issue.record("none")
      return
    }
    #expect(certificate.verdict == .refuted)
    let whole = try Certificate(checkpoint.model)
    #expect(whole.verdict == .refuted)
    #expect(certificate.counterexample?.float32 != certificate.counterexample?.problem.sum)
    // Other weights in the same place are not those that the work is about.
    try Checkpoint(name: "other", model: shipped).write(to: path + "/" + Checkpoint.fileName)
    #expect(throws: ShareError.otherWeights(path: path)) { try folder.collect() }
  }

  @Test func claimsThatDoNotHoldAreRefused() throws {
    let scratch = Scratch()
    let folder = scratch.folder
    _ = try Self.begin("period12-20p", .certificate(.real, timeLimit: 60), tasks: 2, in: folder)
    for task in 0..<2 { #expect(try folder.run(task, threads: 2)) }
    let text = String(decoding: try Data(contentsOf: scratch.part(1)), as: UTF8.self)
    let margin = try #require(text.firstMatch(of: /"margin":([0-9.]+),"splits"/))
    let wider = text.replacing(margin.0, with: "\"margin\":99,\"splits\"", maxReplacements: 1)
    try Data(wider.utf8).write(to: scratch.part(1))
    #expect(throws: CertificateFileError.self) { try folder.collect() }
    // A sum that is right, called wrong.
    let finding = try #require(text.firstMatch(of: /"place":5,/))
    let lie = text.replacing(
      finding.0, with: "\"wrong\":{\"a\":1,\"b\":2,\"margin\":-1},\"place\":5,", maxReplacements: 1)
    try Data(lie.utf8).write(to: scratch.part(1))
    #expect(throws: CertificateFileError.self) { try folder.collect() }
    #expect(!FileManager.default.fileExists(atPath: folder.certificatePath))
    // Numbers that cannot be, in what nobody checks.
    for (from, to) in [
      (/"bars":[0-9]+/, "\"bars\":9223372036854775807"), (/"seconds":[0-9.e-]+/, "\"seconds\":1.7e308"),
      (
        /"openInputs":"[0-9]+"/, "\"openInputs\":\"340282366920938463463374607431768211455\""
      ),
    ] {
      try Data(text.replacing(from, with: to).utf8).write(to: scratch.part(1))
      let error = #expect(throws: FileError.self) { try folder.collect() }
      #expect(error?.category == .badData)
    }
    try Data(text.replacing("\"task\":1", with: "\"task\":0", maxReplacements: 1).utf8).write(to: scratch.part(1))
    let error = #expect(throws: FileError.self) { try folder.collect() }
    #expect(error?.category == .badData)
  }

  /// What is left open is taken up again with more time, and a proof of a million numbers can be read back.
  @Test func moreTimeMayBeGiven() throws {
    let scratch = Scratch()
    let folder = scratch.folder
    let checkpoint = try Self.begin("microadder-57p", .certificate(.real, timeLimit: 1e-6), tasks: 2, in: folder)
    for task in 0..<2 { #expect(try folder.run(task, threads: 2)) }
    guard case .certificate(let open) = try folder.collect().finding else {
      Issue.record("none")
      return
    }
    #expect(open.verdict == .undecided)
    let more = try SplitWork(
      "\(ShippedModel.folder)/microadder-57p", weightsSHA256: checkpoint.weightsSHA256, .certificate(.real, timeLimit: 60),
      tasks: 2)
    try folder.begin(more, resume: true)
    for task in 0..<2 { #expect(try folder.run(task, threads: 2)) }
    guard case .certificate(let certificate) = try folder.collect().finding else {
      Issue.record("none")
      return
    }
    #expect(certificate.verdict == .proved)
    // What others have left in a folder is not taken for new work's.
    try FileManager.default.removeItem(atPath: folder.path + "/work.json")
    let error = #expect(throws: FileError.self) { try folder.begin(more, resume: false) }
    #expect(error?.category == .wouldDestroyInput)
  }

  // MARK: Folders

  @Test func filesThatMakeNoSenseAreRefused() throws {
    let scratch = Scratch()
    let folder = scratch.folder
    _ = try Self.begin("lowrank-311p", .evaluation(suite: .uniform, count: 5_000, seed: 1), tasks: 2, in: folder)
    for task in 0..<2 { #expect(try folder.run(task, threads: 2)) }
    let text = String(decoding: try Data(contentsOf: scratch.part(1)), as: UTF8.self)
    for (from, to) in [
      ("\"next\":5000", "\"next\":5001"), ("\"next\":5000", "\"next\":4000"), ("\"correct\":", "\"correct\":9"),
      ("\"correct\":", "\"corect\":"), ("}", ""), ("\"failures\":[", "\"failures\":[{\"a\":1,\"b\":2,\"expected\":3,\"got\":4},"),
    ] {
      let lie = text.replacing(from, with: to, maxReplacements: 1)
      try #require(lie != text, "\(from)")
      try Data(lie.utf8).write(to: scratch.part(1))
      for attempt in [{ _ = try folder.collect() }, { _ = try folder.run(1, threads: 1) }] {
        let error = #expect(throws: FileError.self, "\(to)") { try attempt() }
        #expect(error?.category == .badData)
        #expect(error?.description.contains("remove the file: its task is done again") == true)
      }
    }
    let work = URL(filePath: folder.path + "/work.json")
    let json = String(decoding: try Data(contentsOf: work), as: UTF8.self)
    for (from, to) in [
      ("\"count\":5000", "\"count\":0"), ("\"tasks\":2", "\"tasks\":0"), ("\"tasks\":2", "\"tasks\":5001"),
      ("\"suite\":\"uniform\"", "\"suite\":\"adderboard\""),
      ("\"weightsSHA256\":\"", "\"weightsSHA256\":\"0"), ("\"suite\":\"uniform\"", "\"suite\":\"sums\""), ("{", ""),
    ] {
      try Data(json.replacing(from, with: to, maxReplacements: 1).utf8).write(to: work)
      let error = #expect(throws: FileError.self, "\(to)") { try folder.work() }
      #expect(error?.category == .badData)
    }
  }

  @Test func foldersAreGuarded() throws {
    let scratch = Scratch()
    let folder = scratch.folder
    #expect(throws: ShareError.noWork(path: folder.path)) { try folder.work() }
    #expect(throws: ShareError.noWork(path: folder.path)) { try folder.cancel() }
    let checkpoint = try Self.begin("period12-20p", .evaluation(suite: .uniform, count: 500, seed: 1), tasks: 2, in: folder)
    let other = try SplitWork(
      "\(ShippedModel.folder)/period12-20p", weightsSHA256: checkpoint.weightsSHA256,
      .evaluation(suite: .uniform, count: 500, seed: 2), tasks: 2)
    #expect(throws: ShareError.otherWork(path: folder.path)) { try folder.begin(other, resume: true) }
    #expect(throws: ShareError.folderTaken(path: folder.path)) { try folder.begin(other, resume: false) }
    #expect(throws: ShareError.noTask(path: folder.path, 2)) { try folder.run(2, threads: 1) }
    #expect(throws: ShareError.noTask(path: folder.path, 0)) { try folder.task(0, ofSubmission: 1) }
    #expect(throws: ShareError.tasks(501, most: 500)) {
      try SplitWork("x", weightsSHA256: checkpoint.weightsSHA256, .evaluation(suite: .uniform, count: 500, seed: 2), tasks: 501)
    }
    // Whoever is asked to end does, until the work is taken up.
    try folder.cancel()
    #expect(folder.isCancelled)
    #expect(try !folder.run(0, threads: 1))
    try folder.begin(folder.work(), resume: true)
    #expect(try folder.run(0, threads: 1))
  }
}
