import Addition
import Certificates
import Checkpoints
import Clusters
import Files
import Transformer

extension ShareFolder {
  /// Told, from any thread, how much of how much of a task is done.
  public typealias Progress = @Sendable (_ done: Int, _ of: Int) -> Void

  /// Reads the checkpoint of the work.
  ///
  /// - Throws: `FileError`; `ShareError.otherWeights`.
  public func checkpoint() throws -> Checkpoint {
    let work = try work()
    let checkpoint = try Checkpoint.read(work.checkpoint)
    guard checkpoint.weightsSHA256.hex == work.weightsSHA256 else { throw ShareError.otherWeights(path: work.checkpoint) }
    return checkpoint
  }

  /// Does a task, from where an earlier attempt has left it.
  ///
  /// - Parameter shouldStop: asked now and then; an evaluation is saved as it is, a certificate's task begins anew the next time.
  /// - Returns: whether it is done.
  /// - Throws: `ShareError`, `FileError`; `CertificateError` for a model that certificates are not for.
  public func run(
    _ task: Int, threads: Int, until shouldStop: @escaping @Sendable () -> Bool = { false },
    progress: @escaping Progress = { _, _ in }
  ) throws -> Bool {
    try run(task, threads: threads, stride: EvaluationPart.stride, until: shouldStop, progress: progress)
  }

  /// - Parameter stride: problems between one writing of the part and the next.
  func run(
    _ task: Int, threads: Int, stride: Int, until shouldStop: @escaping @Sendable () -> Bool = { false },
    progress: @escaping Progress = { _, _ in }
  ) throws -> Bool {
    let work = try work()
    guard (0..<work.tasks).contains(task) else { throw ShareError.noTask(path: path, task) }
    if try isDone(task, of: work) { return true }
    let model = try checkpoint().model
    let request = StopRequest(in: path)
    switch work.kind {
    case .evaluation(let suite, let count, let seed):
      let problems = suite.suite(count: count, seed: seed)
      let range = work.range(of: task, count: count)
      var part = try evaluationPart(task, range) ?? EvaluationPart(next: range.lowerBound, correct: 0)
      while part.next < range.upperBound {
        if shouldStop() || request.isThere { return false }
        let next = part.next..<min(part.next + stride, range.upperBound)
        let before = part.next - range.lowerBound
        part.add(
          model.evaluate(problems.part(next), threads: threads, failureLimit: EvaluationPart.mostFailures) {
            progress(before + $0, range.count)
          })
        try write(part: part, of: task)
      }
    case .certificate(let arithmetic, let timeLimit):
      if shouldStop() || request.isThere { return false }
      try write(
        part: CertificateShare(
          model, task: task, of: work.tasks, arithmetic: arithmetic, timeLimit: .seconds(timeLimit), threads: threads,
          progress: progress), of: task)
    }
    return true
  }

  /// Whether a task has nothing left to do.
  func isDone(_ task: Int, of work: SplitWork) throws -> Bool {
    switch work.kind {
    case .evaluation(_, let count, _):
      let range = work.range(of: task, count: count)
      return try evaluationPart(task, range)?.next == range.upperBound
    case .certificate(_, let timeLimit):
      // What was left open is taken up again once there is more time.
      return try certificatePart(task, of: work).map { $0.isDecided || $0.timeLimit >= timeLimit } ?? false
    }
  }

  func evaluationPart(_ task: Int, _ range: Range<Int>) throws -> EvaluationPart? {
    guard let part = try part(task, as: EvaluationPart.self) else { return nil }
    guard part.isPossible(in: range) else { throw damaged(task, "its counts make no sense") }
    return part
  }

  func certificatePart(_ task: Int, of work: SplitWork) throws -> CertificateShare? {
    guard let part = try part(task, as: CertificateShare.self) else { return nil }
    guard case .certificate(let arithmetic, _) = work.kind, part.task == task, part.tasks == work.tasks,
      part.arithmetic == arithmetic, part.isPossible
    else { throw damaged(task, "it is another task's, or its counts make no sense") }
    return part
  }
}
