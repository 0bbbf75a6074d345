import Transformer

/// How many of all 10^20 sums a model gets right, in place of a sample's estimate: what a certificate with counts says, or why there
/// is none.
public struct ExactAccuracy: Sendable {
  /// What came of it.
  public enum Outcome: Sendable {
    /// A verdict, with bounds of what is wrong.
    case certified(Certificate)
    /// The method is not for the model.
    case notCovered(CertificateError)
  }

  /// What came of it.
  public let outcome: Outcome

  /// Certifies a model, and counts what is wrong if it is.
  ///
  /// - Parameters:
  ///   - arithmetic: float32 speaks of what this engine answers, as samples do.
  ///   - timeLimit: after which what is open stays open.
  public init(
    _ model: Model, arithmetic: CertifiedArithmetic = .float32, timeLimit: Duration = .seconds(60), threads: Int = 1,
    progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) {
    do throws(CertificateError) {
      outcome = .certified(
        try Certificate(
          model, arithmetic: arithmetic, timeLimit: timeLimit, threads: threads, counts: true, progress: progress))
    } catch {
      outcome = .notCovered(error)
    }
  }

  /// The least and the greatest share of all sums that are right; nil where nothing is known.
  public var share: ClosedRange<Double>? {
    guard case .certified(let certificate) = outcome, let wrong = certificate.wrong else { return nil }
    return (1 - Double(wrong.most) / 1e20)...(1 - Double(wrong.least) / 1e20)
  }

  /// In one line.
  public var text: String {
    switch outcome {
    case .notCovered(let error): return "not known: \(error)"
    case .certified(let certificate):
      let arithmetic = "in \(certificate.arithmetic.rawValue) arithmetic"
      if certificate.verdict == .proved {
        return "right on all 10^20 sums, proved \(arithmetic), margin at least \(certificate.margin.map { boundText($0) } ?? "–")"
      }
      guard let wrong = certificate.wrong, wrong.gap < WrongCount.sums else { return "not known \(arithmetic)" }
      let (least, most) = (boundText(Double(wrong.least) / 1e20), boundText(Double(wrong.most) / 1e20, .up))
      let share =
        wrong.least == 0 ? "at most \(most)" : wrong.most >= WrongCount.sums ? "at least \(least)" : "\(least) to \(most)"
      return "wrong on \(share) of all 10^20 sums \(arithmetic)"
    }
  }
}

extension ExactAccuracy: Encodable {
  private enum CodingKeys: CodingKey { case verdict, arithmetic, margin, wrong, reason }

  /// Encodes `verdict`, `arithmetic`, `margin` and `wrong`, null where they are not known, or the `reason` why nothing is.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch outcome {
    case .certified(let certificate):
      try container.encode(certificate.verdict, forKey: .verdict)
      try container.encode(certificate.arithmetic, forKey: .arithmetic)
      try container.encode(certificate.margin, forKey: .margin)
      try container.encode(certificate.wrong, forKey: .wrong)
    case .notCovered(let error): try container.encode(error.description, forKey: .reason)
    }
  }
}
