import Addition
import Certificates
import Checkpoints
import Digests
import Files
import Foundation
import Transformer

/// Work on one checkpoint that many tasks share: too much for one machine, or for one night.
public struct SplitWork: Hashable, Sendable {
  /// What is done.
  public enum Kind: Hashable, Sendable {
    /// Sums of a suite are counted. Every task has as many, give or take one.
    case evaluation(suite: SuiteKind, count: Int, seed: UInt64)
    /// All sums are proved right, or one is found that is wrong. Every task has some of the questions, and `timeLimit` seconds.
    case certificate(CertifiedArithmetic, timeLimit: Double)
  }

  /// Where the weights are, for all machines.
  public let checkpoint: String
  /// Of the weights: whoever finds others there does nothing.
  public let weightsSHA256: String
  /// What is done.
  public let kind: Kind
  /// How many tasks share it.
  public let tasks: Int

  /// No evaluation is of more sums: as many as fit.
  public static let mostSums = 1_000_000_000_000_000
  /// No work is shared by more tasks.
  public static let mostTasks = 100_000

  /// Work on a checkpoint.
  ///
  /// - Throws: `ShareError.tasks` for a number of tasks that the work cannot be shared by.
  public init(_ checkpoint: String, weightsSHA256: SHA256Digest, _ kind: Kind, tasks: Int) throws(ShareError) {
    (self.checkpoint, self.weightsSHA256) = (checkpoint, weightsSHA256.hex)
    (self.kind, self.tasks) = (kind, tasks)
    guard (1...most).contains(tasks) else { throw .tasks(tasks, most: most) }
  }

  /// Fails for a model that certificates are not for.
  ///
  /// - Throws: `CertificateError`.
  public func requireApplicable(_ model: Model) throws(CertificateError) {
    if case .certificate = kind { try Certificate.requireFit(model) }
  }

  /// By how many tasks it can be shared.
  private var most: Int {
    switch kind {
    case .evaluation(_, let count, _): min(Self.mostTasks, count)
    case .certificate: CertificateShare.mostTasks
    }
  }

  /// Whether another is the same, the time for it aside.
  func isSame(as other: SplitWork) -> Bool {
    guard (checkpoint, weightsSHA256, tasks) == (other.checkpoint, other.weightsSHA256, other.tasks) else { return false }
    if case .certificate(let mine, _) = kind, case .certificate(let theirs, _) = other.kind { return mine == theirs }
    return kind == other.kind
  }

  /// Whether a task can be saved before it is done.
  public var canBeSaved: Bool { if case .evaluation = kind { true } else { false } }

  /// What a task counts.
  public var unit: String { canBeSaved ? "sums" : "questions" }

  /// Which problems of an evaluation are a task's.
  func range(of task: Int, count: Int) -> Range<Int> {
    let (each, more) = count.quotientAndRemainder(dividingBy: tasks)
    let first = task * each + min(task, more)
    return first..<(first + each + (task < more ? 1 : 0))
  }
}

extension SplitWork: Codable {
  private enum CodingKeys: CodingKey { case checkpoint, weightsSHA256, tasks, evaluation, certificate }

  private struct EvaluationFields: Codable {
    let suite: SuiteKind
    let count: Int
    let seed: UInt64
  }

  private struct CertificateFields: Codable {
    let arithmetic: CertifiedArithmetic
    let timeLimit: Double
  }

  /// Decodes what `encode` writes, whoever wrote it.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    func fail(_ key: CodingKeys, _ problem: String) -> DecodingError {
      .dataCorruptedError(forKey: key, in: fields, debugDescription: problem)
    }
    let digest = try fields.decode(String.self, forKey: .weightsSHA256)
    guard let digest = SHA256Digest(hex: digest) else { throw fail(.weightsSHA256, "is no SHA-256") }
    let kind: Kind
    if let evaluation = try fields.decodeIfPresent(EvaluationFields.self, forKey: .evaluation) {
      guard evaluation.suite.isSized, (1...Self.mostSums).contains(evaluation.count) else {
        throw fail(.evaluation, "is of a number of sums that cannot be")
      }
      kind = .evaluation(suite: evaluation.suite, count: evaluation.count, seed: evaluation.seed)
    } else {
      let certificate = try fields.decode(CertificateFields.self, forKey: .certificate)
      guard certificate.timeLimit > 0, certificate.timeLimit <= 1e7 else { throw fail(.certificate, "has no time") }
      kind = .certificate(certificate.arithmetic, timeLimit: certificate.timeLimit)
    }
    let (checkpoint, tasks) = (try fields.decode(String.self, forKey: .checkpoint), try fields.decode(Int.self, forKey: .tasks))
    do throws(ShareError) { try self.init(checkpoint, weightsSHA256: digest, kind, tasks: tasks) } catch {
      throw fail(.tasks, "cannot share the work: \(tasks)")
    }
  }

  /// Encodes one of `evaluation` and `certificate` beside the rest.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(checkpoint, forKey: .checkpoint)
    try fields.encode(weightsSHA256, forKey: .weightsSHA256)
    try fields.encode(tasks, forKey: .tasks)
    switch kind {
    case .evaluation(let suite, let count, let seed):
      try fields.encode(EvaluationFields(suite: suite, count: count, seed: seed), forKey: .evaluation)
    case .certificate(let arithmetic, let timeLimit):
      try fields.encode(CertificateFields(arithmetic: arithmetic, timeLimit: timeLimit), forKey: .certificate)
    }
  }
}
