import Addition
import Checkpoints
import Foundation
import Lanes
import ReferenceModels
import Testing
import Transformer

/// What `Checkpoint.python` writes, run by Python and compared with the engine.
@Suite struct PythonModelTests {
  // MARK: Trained models

  @Test(.enabled(if: Python.has("numpy"), "\(Python.interpreter) lacks numpy"))
  func shippedModelsAnswerAsTheEngineDoes() throws {
    try compareAnswers(try Subject.shipped(), on: Self.board, .adderboard)
  }

  /// All of AdderBoard's sums where `CARRYSCOPE_PYTHON` is set; else the first of them, because Python adds slowly.
  private static let board =
    ProcessInfo.processInfo.environment["CARRYSCOPE_PYTHON"] == nil
    ? ProblemSuite(name: "adderboard's first", problems: Array(ProblemSuite.adderBoard.prefix(1_200))) : .adderBoard

  @Test(.enabled(if: Python.has("numpy"), "\(Python.interpreter) lacks numpy"))
  func adderBoardCountsAsTheEngineDoes() throws {
    try compareAnswers(try Subject.shipped().filter { $0.name == "microadder-57p" }, on: .adderBoard, .adderboard)
  }

  @Test(
    .enabled(if: Python.has("numpy"), "\(Python.interpreter) lacks numpy"),
    .enabled(if: Subject.hasPublished, "needs ../shared/published"))
  func publishedModelsAnswerAsTheEngineDoes() throws {
    try compareAnswers(try Subject.published(), on: Self.board, .numpy)
  }

  @Test(
    .enabled(if: Python.has("numpy"), "\(Python.interpreter) lacks numpy"),
    .enabled(if: FrontierModel.arePresent, "needs ../shared/frontier"))
  func smallestModelsAnswerAsTheEngineDoes() throws {
    try compareAnswers(try Subject.frontier(), on: Self.board, .numpy)
  }

  @Test(.enabled(if: Python.has("torch"), "\(Python.interpreter) lacks torch"))
  func trainedModelsAnswerInTorch() throws {
    let more = Subject.hasPublished ? try Subject.published() : []
    let least = FrontierModel.arePresent ? try Subject.frontier() : []
    try compareAnswers(try Subject.shipped() + more + least, on: .uniform(count: 300, seed: 5), .torch)
  }

  /// Where float32 is enough, its answers; and always those of float64, which is what NumPy computes in.
  private func compareAnswers(_ subjects: [Subject], on suite: ProblemSuite, _ dialect: PythonDialect) throws {
    let results = try ExportedRun(subjects, dialect, operands: suite, adds: 3).results
    for (subject, theirs) in zip(subjects, results) {
      let ours = subject.model.answers(to: suite, threads: 2).map(Self.number)
      #expect(theirs.answers == ours, "\(subject.name)")
      #expect(theirs.sums == Array(ours.prefix(3)), "\(subject.name)")
      expectTheSameNumbers(subject, theirs, dialect)
    }
  }

  // MARK: All architectures

  @Test(.enabled(if: Python.has("numpy"), "\(Python.interpreter) lacks numpy"))
  func everyArchitectureComputesTheSameInNumPy() throws {
    let subjects = try Subject.random()
    let suite = ProblemSuite.uniform(count: 100, seed: 9)
    for (subject, theirs) in zip(subjects, try ExportedRun(subjects, .numpy, operands: suite, adds: 2).results) {
      let error = relativeError(theirs.logits, subject.logits(of: ExportedRun.problems(suite), ExactLane.self))
      #expect(error < 1e-10, "\(subject.name): \(error)")
      let ours = subject.exactAnswers(to: suite).map(Self.number)
      #expect(theirs.answers == ours, "\(subject.name)")
      #expect(theirs.sums == Array(ours.prefix(2)), "\(subject.name)")
      expectTheSameNumbers(subject, theirs, .numpy)
    }
  }

  @Test(.enabled(if: Python.has("torch"), "\(Python.interpreter) lacks torch"))
  func everyArchitectureComputesTheSameInTorch() throws {
    let subjects = try Subject.random()
    let suite = ProblemSuite.uniform(count: 3, seed: 9)
    for (subject, theirs) in zip(subjects, try ExportedRun(subjects, .torch, operands: suite, adds: 1).results) {
      let error = relativeError(theirs.logits, subject.logits(of: ExportedRun.problems(suite), ExactLane.self))
      #expect(error < 1e-4, "\(subject.name): \(error)")
      expectTheSameNumbers(subject, theirs, .torch)
    }
  }

  /// Bit by bit, and as many as there are.
  private func expectTheSameNumbers(_ subject: Subject, _ theirs: ExportedRun.Result, _ dialect: PythonDialect) {
    let learned = subject.model.weights.prefix(subject.model.parameterCount)
    #expect(theirs.learned.map { Float($0).bitPattern } == learned.map(\.bitPattern), "\(subject.name)")
    #expect(theirs.params == subject.model.parameterCount, "\(subject.name)")
    #expect(theirs.counted == (dialect == .torch ? subject.model.parameterCount : nil), "\(subject.name)")
  }

  private static func number(_ answer: UInt64?) -> Int { answer.map(Int.init) ?? -1 }

  private func relativeError(_ values: [Double], _ golden: [Double]) -> Double {
    guard values.count == golden.count else { return .infinity }
    let size = max(1, golden.map(abs).max() ?? 0)
    return zip(values, golden).map { abs($0 - $1) / size }.max() ?? .infinity
  }

  // MARK: The text

  @Test(.enabled(if: Python.has("py_compile"), "there is no \(Python.interpreter)"))
  func everyFileParses() throws {
    let run = try ExportedFiles(Subject.random() + Subject.shipped(), PythonDialect.allCases)
    try Python.run(script: "parse_python.py", run.folder.path)
  }

  /// A 25-number model is to be read with pleasure.
  @Test func smallModelsAreShort() throws {
    let model = try TestModels.model(.twentyFive)
    let text = Checkpoint(name: "25", model: model).python(.numpy)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count { !$0.isEmpty } < 140, "\(lines.count)")
    #expect(lines.allSatisfy { $0.count <= 140 })
    // It has no norm weights, no LayerNorm, one head, and no position vectors.
    for absent in ["layer_norm", "heads(", "W_pos", "w.ln1_w", "exec(", "base64"] { #expect(!text.contains(absent), "\(absent)") }
    #expect(text.contains("\"tok_arc_stride\": ") && text.contains("with_zeros"))
    #expect(text == Checkpoint(name: "25", model: model).python(.numpy))
  }

  @Test func namesCannotBreakOut() throws {
    let model = try TestModels.model(.twentyFive)
    let name = "\"\"\"; import os\n\\\u{1F600}é\r"
    let text = Checkpoint(name: name, model: model).python(.torch)
    #expect(text.utf8.allSatisfy { $0 == 10 || (32..<127).contains($0) })
    #expect(text.contains(#""name": "\"\"\"; import os\U0000000a\\\U0001f600\U000000e9\U0000000d","#))
  }

  @Test func weightsThatAreNoNumbersAreRefused() throws {
    var model = try TestModels.model(.twentyFive)
    model = try Model(model.program, weights: [.nan] + model.weights.dropFirst())
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).py"
    #expect(throws: (any Error).self) { try Checkpoint(name: "nan", model: model).exportPython(.numpy, to: path) }
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}

// MARK: - Models

/// A model to export.
private struct Subject {
  let name: String
  let model: Model

  static func shipped() throws -> [Subject] {
    try ShippedModel.all.map { Subject(name: $0.name, model: try $0.checkpoint().model) }
  }

  private static let folder = URL(filePath: ReferenceModel.folder).deletingLastPathComponent().path + "/published"
  static var hasPublished: Bool { FileManager.default.fileExists(atPath: folder) }

  static func published() throws -> [Subject] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
      Subject(name: $0, model: try Checkpoint.read("\(folder)/\($0)").model)
    }
  }

  static func frontier() throws -> [Subject] {
    try FrontierModel.all.map { Subject(name: $0.name, model: try $0.model()) }
  }

  /// Every architecture of other tests, with random weights, and some that only a writer of text can get wrong.
  static func random() throws -> [Subject] {
    try (TestModels.architectures + more).map { Subject(name: $0.name, model: try TestModels.model($0.architecture)) }
  }

  private static let more: [(name: String, architecture: Architecture)] = [
    (
      "layers that differ",
      .qwen3(width: 4, hidden: 3, heads: 2, headWidth: 2, base: 3).changed {
        $0.layers = 2
        $0.mlp.hasBias = true
        $0.weights[.norm1, layer: 1] = .unit
        $0.weights[.down, layer: 0] = .transposed(.same(.up))
        $0.weights[.query, layer: 1] = .product(first: .own, second: .own, rank: 2)
        $0.weights[.key, layer: 1] = .product(
          first: .reference(WeightReference(.query, factor: .first)), second: .turned(.own), rank: 2)
        $0.weights[.key, layer: 0] = .turned(.reference(WeightReference(.query, layer: 1)))
      }
    ),
    (
      "turned head by head, odd",
      .gptAcc(width: 6, hidden: 4, heads: 2).changed { $0.weights[.key] = .turned(.same(.query)) }
    ),
    (
      "a product of sums of others",
      .gptAcc(width: 5, hidden: 4).changed {
        $0.weights[.positions] = .product(first: .own, second: .scaled(.own), rank: 2)
        $0.weights[.tokens] = .scaled(.product(first: .own, second: .turned(.own), rank: 3))
      }
    ),
  ]

  func logits<V: LaneVector>(of problems: [Problem], _: V.Type) -> [Double] {
    let pass = Pass<V>(model.program)
    pass.load(problems)
    pass.forward(WeightStore(model.program, parameters: model.weights.map { V.Scalar($0) }))
    guard let hook = model.program.hook("logits") else { return [] }
    return problems.indices.flatMap { lane in
      (0..<model.program.positions).flatMap { position in
        (0..<hook.features(positions: model.program.positions)).map {
          Double(pass.activation(hook, lane: lane, position: position, feature: $0))
        }
      }
    }
  }

  func exactAnswers(to suite: ProblemSuite) -> [UInt64?] {
    let pass = Pass<ExactLane>(model.program)
    let weights = WeightStore(model.program, parameters: model.weights.map(Double.init))
    return stride(from: 0, to: suite.count, by: ExactLane.laneCount).flatMap { start in
      pass.load((start..<min(start + ExactLane.laneCount, suite.count)).map { suite[$0] })
      return Array(pass.decode(weights))
    }
  }
}

/// Exported files in a folder that goes with them.
private final class ExportedFiles {
  let folder = FileManager.default.temporaryDirectory.appending(path: "exported-\(UUID().uuidString)")
  private(set) var paths: [String] = []

  init(_ subjects: [Subject], _ dialects: [PythonDialect]) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for dialect in dialects {
      for (index, subject) in subjects.enumerated() {
        let path = folder.path + "/\(dialect.rawValue)_\(index).py"
        try Checkpoint(name: subject.name, model: subject.model).exportPython(dialect, to: path)
        paths.append(path)
      }
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}

/// What `exported_models.py` makes of them.
private struct ExportedRun {
  struct Result: Decodable {
    let logits: [Double]
    let answers, sums: [Int]
    let params: Int
    let learned: [Double]
    let counted: Int?
  }

  private struct Task: Encodable {
    let file: String
    let tokens: [[Int]]
    let operands, adds: [[UInt64]]
  }

  let results: [Result]

  /// Those whose logits are compared.
  static func problems(_ suite: ProblemSuite) -> [Problem] { (0..<3).map { suite[$0] } }

  init(_ subjects: [Subject], _ dialect: PythonDialect, operands suite: ProblemSuite, adds: Int) throws {
    let files = try ExportedFiles(subjects, [dialect])
    let operands = suite.indices.map { [suite[$0].a, suite[$0].b] }
    let tasks = zip(subjects, files.paths).map { subject, path in
      Task(
        file: path, tokens: Self.problems(suite).map { subject.model.architecture.format.input(of: $0).map(Int.init) },
        operands: operands, adds: Array(operands.prefix(adds)))
    }
    let (task, out) = (files.folder.path + "/task.json", files.folder.path + "/out.json")
    try JSONEncoder().encode(tasks).write(to: URL(filePath: task))
    try Python.run(script: "exported_models.py", task, out)
    results = try JSONDecoder().decode([Result].self, from: Data(contentsOf: URL(filePath: out)))
  }
}
