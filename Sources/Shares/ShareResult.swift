import Addition
import Certificates
import Checkpoints
import Files
import Transformer

/// What tasks have found, put together.
public struct ShareResult: Sendable {
  /// What was done.
  public enum Finding: Sendable {
    /// Of the sums that were counted: all, once all tasks are done.
    case evaluation(Evaluation)
    /// A certificate whose claims were checked.
    case certificate(Certificate)
  }

  /// What was found; nil for a certificate as long as it is open.
  public let finding: Finding?
  /// Tasks that are done.
  public let done: Int
  /// All tasks.
  public let tasks: Int
}

extension ShareFolder {
  /// A certificate's file, once it is collected.
  public var certificatePath: String { Folder.path(of: CertificateFile.usualName, in: path) }

  /// Puts together what tasks have found. A certificate is checked, claim by claim, whoever made its parts, and written.
  ///
  /// - Parameter checks: whether a certificate is put together at all, which takes time; without, only counts are.
  /// - Throws: `ShareError`, `FileError` if a part is damaged; `CertificateFileError` if a claim does not hold.
  public func collect(checks: Bool = true, threads: Int = 1, progress: @escaping Progress = { _, _ in }) throws -> ShareResult {
    let work = try work()
    switch work.kind {
    case .evaluation(let suite, let count, _):
      var (done, correct, total) = (0, 0, 0)
      var failures: [Evaluation.Failure] = []
      for task in 0..<work.tasks {
        let range = work.range(of: task, count: count)
        guard let part = try evaluationPart(task, range) else { continue }
        if part.next == range.upperBound { done += 1 }
        correct += part.correct
        total += part.next - range.lowerBound
        if failures.count < EvaluationPart.mostFailures { failures += part.failures }
      }
      let evaluation = Evaluation(
        suite: suite.rawValue, accuracy: Proportion(correct, of: total),
        failures: Array(failures.prefix(EvaluationPart.mostFailures)), parameters: try checkpoint().model.parameterCount)
      return ShareResult(finding: .evaluation(evaluation), done: done, tasks: work.tasks)
    case .certificate:
      let shares = try (0..<work.tasks).compactMap { try certificatePart($0, of: work) }
      guard checks, !shares.isEmpty else { return ShareResult(finding: nil, done: shares.count, tasks: work.tasks) }
      let certificate = try certificate(shares, threads: threads, progress)
      // A wrong sum ends it, whatever others find.
      let isOver = shares.count == work.tasks || certificate.verdict == .refuted
      return ShareResult(finding: isOver ? .certificate(certificate) : nil, done: shares.count, tasks: work.tasks)
    }
  }

  private func certificate(_ shares: [CertificateShare], threads: Int, _ progress: @escaping Progress) throws -> Certificate {
    let checkpoint = try checkpoint()
    let certificate = try Certificate(shares, of: checkpoint.model)
    guard certificate.verdict != .undecided else { return certificate }
    let digest = checkpoint.weightsSHA256.hex
    let text = try certificate.fileText(of: .init(name: checkpoint.name, weightsSHA256: digest))
    try CertificateFile(text: Array(text.utf8)).check(
      checkpoint.model, weightsSHA256: digest, threads: threads, progress: progress)
    try AtomicFile.write(text, to: certificatePath)
    return certificate
  }
}
