import Addition
import Transformer

/// What one of several tasks found out about a model: every so manieth question, so that easy and hard ones are shared out evenly.
///
///     let shares = try (0..<4).map { try CertificateShare(model, task: $0, of: 4) }
///     let certificate = try Certificate(shares, of: model)
///
/// A share claims; whoever puts shares of others together has the proof checked (`CertificateFile.check`).
public struct CertificateShare: Sendable, Codable {
  /// Which questions are a task's, by their number.
  struct Numbers: Hashable, Sendable {
    let task, tasks: Int

    func contains(_ question: Int) -> Bool { question % tasks == task }
  }

  /// No certificate has more questions, and is shared by more tasks.
  public static let mostTasks = 110

  /// The task and how many there are.
  public let task, tasks: Int
  /// What it is about.
  public let arithmetic: CertifiedArithmetic
  /// The seconds that it was given, and how long it took.
  public let timeLimit, seconds: Double
  /// Whether every question of the task was looked at to the end.
  let isComplete: Bool
  let findings: [SharedFinding]

  /// Proves what a model's certificate needs of a task's questions, or finds a wrong sum among them.
  ///
  /// - Parameters: as of `Certificate.init`.
  /// - Throws: `CertificateError` for a model that the method is not for.
  /// - Precondition: `task` is in `0 ..< tasks`.
  public init(
    _ model: Model, task: Int, of tasks: Int, arithmetic: CertifiedArithmetic = .real, timeLimit: Duration = .seconds(60),
    threads: Int = 1, progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(CertificateError) {
    precondition((0..<tasks).contains(task), "there is no task \(task) of \(tasks)")
    let start = ContinuousClock.now
    let study = try QuestionStudy(
      OneLayerModel(model, arithmetic: arithmetic), only: Numbers(task: task, tasks: tasks), until: SearchEnd(start + timeLimit),
      threads: threads, counts: false, progress: progress)
    (self.task, self.tasks, self.arithmetic) = (task, tasks, arithmetic)
    (isComplete, findings) = (study.isComplete, study.findings.map { SharedFinding($0) })
    (self.timeLimit, seconds) = (timeLimit / .seconds(1), (ContinuousClock.now - start) / .seconds(1))
  }

  /// Whether every question of the task is proved, or a wrong sum was found: more time would find no more.
  public var isDecided: Bool {
    findings.contains { $0.wrong != nil } || isComplete && findings.allSatisfy { $0.open.isEmpty && $0.proof != nil }
  }

  /// Whether the numbers of a share from outside can be: what is claimed is checked elsewhere.
  public var isPossible: Bool {
    (0...1e12).contains(seconds) && (0...1e12).contains(timeLimit) && findings.count <= Self.mostTasks
      && findings.allSatisfy { finding in
        [finding.bars, finding.boxes].allSatisfy { (0...1_000_000_000).contains($0) } && (0...1_000).contains(finding.dimensions)
          && (UInt128(finding.openInputs).map { $0 <= WrongCount.sums } ?? false) && finding.rounding.isFinite
      }
  }
}

extension Certificate {
  /// Puts shares together. Its seconds are those of all of them.
  ///
  /// - Parameter shares: of all tasks, in order. Those of a model that is wrong may be without each other.
  /// - Throws: `CertificateError` for a model that the method is not for.
  public init(_ shares: [CertificateShare], of model: Model) throws(CertificateError) {
    let arithmetic = shares.first?.arithmetic ?? .real
    let parts = try OneLayerModel(model, arithmetic: arithmetic)
    let all = Question.all(parts)
    let numbers = Dictionary(all.enumerated().map { ([$1.place, $1.token], $0) }, uniquingKeysWith: { first, _ in first })
    let findings = shares.flatMap(\.findings).map { (numbers[[$0.place, $0.token]] ?? .max, $0.finding) }.sorted { $0.0 < $1.0 }
    let isComplete = shares.allSatisfy(\.isComplete) && findings.map(\.0) == Array(all.indices)
    self.init(
      QuestionStudy(findings.map(\.1), isComplete: isComplete), of: model, parts, arithmetic,
      seconds: { shares.reduce(0) { $0 + $1.seconds } })
  }
}

/// What is known of a question, for a file.
struct SharedFinding: Sendable, Codable {
  struct WrongSum: Codable {
    let a, b: UInt64
    let margin: Double
  }

  let place, token, dimensions, bars, boxes: Int
  /// Nil if no input leads to the question.
  let margin: Double?
  let rounding: Double
  let open: [OpenCell]
  /// A decimal number.
  let openInputs: String
  let proof: QuestionProof?
  let wrong: WrongSum?

  init(_ finding: QuestionFinding) {
    (place, token, dimensions) = (finding.question.place, finding.question.token, finding.dimensions)
    (bars, boxes, rounding, open) = (finding.bars, finding.boxes, finding.rounding, finding.open)
    margin = finding.margin.isFinite ? finding.margin : nil
    openInputs = finding.openInputs.description
    proof = finding.open.isEmpty && finding.wrong == nil ? finding.proof : nil
    wrong = finding.wrong.flatMap { wrong in
      wrong.operands.problem.map { WrongSum(a: $0.a, b: $0.b, margin: wrong.margin) }
    }
  }

  var finding: QuestionFinding {
    var finding = QuestionFinding(question: Question(place: place, token: token), dimensions: dimensions)
    (finding.bars, finding.boxes, finding.rounding, finding.open) = (bars, boxes, rounding, open)
    // Of a proof what its parts claim, which a checker sees.
    finding.margin = (proof.map { $0.parts.map(\.margin).min() } ?? margin) ?? .infinity
    if let proof { finding.dimensions = proof.coordinates.count }
    finding.openInputs = UInt128(openInputs) ?? WrongCount.sums
    finding.proof = proof
    if let wrong, let problem = try? Problem(wrong.a, wrong.b) { finding.wrong = (Operands(problem), wrong.margin) }
    return finding
  }
}
