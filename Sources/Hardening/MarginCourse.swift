import Addition
import Certificates
import Checkpoints
import Files
import Training

/// Verdicts on the weights that a run kept as it went: when its model becomes provably right.
public struct MarginCourse: Encodable, Sendable {
  /// One step's weights.
  public struct Row: Encodable, Hashable, Sendable {
    /// Steps taken.
    public let step: Int
    /// The validation's sums right; nil if the run's curve does not have the step.
    public let validation: Proportion?
    /// What a certificate says.
    public let verdict: Verdict
    /// Of a proof a lower bound of all margins; else nil.
    public let margin: Double?
    /// The least margin found, an upper bound of the least that there is.
    public let found: Double?
    /// How many inputs were found wrong, and how many were looked at.
    public let wrong, looked: Int
  }

  /// By step.
  public let rows: [Row]
  /// The arithmetic that verdicts are about.
  public let arithmetic: CertifiedArithmetic

  /// The first step whose validation has every sum right; nil if none has.
  public var firstPerfect: Int? { rows.first { $0.validation.map { $0.count == $0.total } ?? false }?.step }
  /// The first step that is proved; nil if none is.
  public var firstProved: Int? { rows.first { $0.verdict == .proved }?.step }
  /// The step from which on all are proved; nil if the last is not.
  public var provedFrom: Int? {
    let last = rows.lastIndex { $0.verdict != .proved }
    return rows.dropFirst((last ?? -1) + 1).first?.step
  }

  /// Certifies the weights that a run kept.
  ///
  /// - Parameters:
  ///   - timeLimit: of each certificate.
  ///   - progress: told how many of how many steps are done.
  /// - Throws: `FileError` if the run kept none or a file cannot be read; `CertificateError`.
  public init(
    of folder: RunFolder, arithmetic: CertifiedArithmetic = .real, timeLimit: Duration = .seconds(60), threads: Int = 1,
    progress: @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws {
    let kept = KeptStep.all(in: folder)
    guard !kept.isEmpty else {
      throw FileError(
        .missing, path: folder.path, problem: "no weights of single steps are here",
        remedy: "train with --keep-every to keep some")
    }
    let curve = try TrainingCurve.read(Folder.path(of: RunFolder.curveName, in: folder.path))
    let validations = Dictionary(curve.records.map { ($0.step, $0.validation.exactMatch) }) { $1 }
    var rows: [Row] = []
    for (index, step) in kept.enumerated() {
      let model = try Checkpoint.read(step.path).model
      let worst = try WorstInputs(model, arithmetic: arithmetic, most: 1, threads: threads)
      let certificate =
        worst.wrong > 0 ? nil : try Certificate(model, arithmetic: arithmetic, timeLimit: timeLimit, threads: threads)
      let margins = [worst.worst?.margin, certificate?.counterexample?.margin].compactMap(\.self)
      rows.append(
        Row(
          step: step.step, validation: validations[step.step], verdict: certificate?.verdict ?? .refuted,
          margin: certificate?.margin, found: margins.min(), wrong: max(worst.wrong, certificate?.counterexample == nil ? 0 : 1),
          looked: worst.looked))
      progress(index + 1, kept.count)
    }
    (self.rows, self.arithmetic) = (rows, arithmetic)
  }

  private enum CodingKeys: CodingKey { case arithmetic, rows, firstPerfect, firstProved, provedFrom }

  /// Encodes `arithmetic`, `rows`, and the three steps, null where there is none.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(arithmetic, forKey: .arithmetic)
    try container.encode(rows, forKey: .rows)
    try container.encode(firstPerfect, forKey: .firstPerfect)
    try container.encode(firstProved, forKey: .firstProved)
    try container.encode(provedFrom, forKey: .provedFrom)
  }
}
