import Addition
import Certificates
import Foundation
import Shares

/// What tasks have found, for a command to print.
struct SplitReport {
  private let folder: ShareFolder
  private let json: JSONOption
  private let isQuiet: Bool

  init(_ folder: ShareFolder, json: JSONOption, isQuiet: Bool) {
    (self.folder, self.json, self.isQuiet) = (folder, json, isQuiet)
  }

  /// Collects and prints.
  ///
  /// - Parameter state: what is to be said of those that are at it.
  func print(checks: Bool = true, state: String? = nil) throws {
    let status = StudyStatus("questions", isQuiet: isQuiet)
    defer { status.clear() }
    let result = try folder.collect(
      checks: checks, threads: ProcessInfo.processInfo.activeProcessorCount, progress: status.tell)
    status.clear()
    guard !isQuiet || json.json else { return }
    var facts = TextTable([.left, .left])
    let checkpoint = try folder.checkpoint()
    if let state { facts.add(["state", state]) }
    facts.add(["tasks", "\(grouped(result.done)) of \(grouped(result.tasks)) done"])
    switch result.finding {
    case nil: try json.print(SplitFields(result), orText: facts.text())
    case .evaluation(let evaluation):
      let accuracy = evaluation.accuracy
      facts.add(["model", "\(checkpoint.name), \(grouped(evaluation.parameters)) parameters"])
      facts.add(["right", "\(grouped(accuracy.count)) of \(grouped(accuracy.total)) sums of suite \(evaluation.suite)"])
      if accuracy.total > 0 { facts.add(["accuracy", "\(accuracy.percent), 95% interval \(accuracy.interval95)"]) }
      let parts = [facts.text(), evaluation.failureText].compactMap(\.self)
      try json.print(SplitFields(result), orText: parts.joined(separator: "\n\n"))
    case .certificate(let certificate):
      let written = certificate.verdict == .undecided ? "" : "\n\nChecked, and written: \(folder.certificatePath)"
      try json.print(SplitFields(result), orText: facts.text() + "\n" + certificate.text(of: checkpoint) + written)
    }
  }
}

private struct SplitFields: Encodable {
  let result: ShareResult

  init(_ result: ShareResult) { self.result = result }

  private enum CodingKeys: CodingKey { case done, tasks, evaluation, certificate }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(result.done, forKey: .done)
    try fields.encode(result.tasks, forKey: .tasks)
    switch result.finding {
    case nil: break
    case .evaluation(let evaluation): try fields.encode(evaluation, forKey: .evaluation)
    case .certificate(let certificate): try fields.encode(certificate, forKey: .certificate)
    }
  }
}
