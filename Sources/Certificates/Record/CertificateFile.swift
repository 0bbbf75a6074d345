import Addition
import Foundation
import Transformer

/// A certificate as a file: what is claimed of which weights, and for a proof all that a checker needs to see that it is right.
///
/// `notebooks-md/certificates.md` describes the format.
public struct CertificateFile: Sendable {
  /// What the first entry of such a file says.
  public static let format = "carryscope-certificate 1"

  /// Its name beside a checkpoint's weights.
  public static let usualName = "certificate.json"

  /// No certificate is larger, in bytes.
  public static let largestSize = 1 << 28

  /// The model that it is about.
  public struct Subject: Codable, Hashable, Sendable {
    /// Its name.
    public let name: String
    /// The SHA-256 of its weights, as `Checkpoint.weightsSHA256`.
    public let weightsSHA256: String

    /// A model by name and digest.
    public init(name: String, weightsSHA256: String) { (self.name, self.weightsSHA256) = (name, weightsSHA256) }
  }

  /// A wrong sum.
  public struct WrongSum: Codable, Hashable, Sendable {
    /// The operands.
    public let a, b: UInt64
    /// The place of the digit that is wrong after the true digits before it.
    public let place: Int
    /// An upper bound of its margin.
    public let margin: Double
  }

  /// The model.
  public let model: Subject
  /// The verdict.
  public let verdict: Verdict
  /// What it is about.
  public let arithmetic: CertifiedArithmetic
  /// The least margin, of a proof.
  public let margin: Double?
  /// The wrong sum, of a refutation.
  public let counterexample: WrongSum?
  /// Question by question, of a proof.
  public let questions: [QuestionProof]
}

extension CertificateFile {
  private struct Contents: Decodable {
    let format: String
    let model: Subject
    let verdict: Verdict
    let arithmetic: CertifiedArithmetic
    let margin: Double?
    let counterexample: WrongSum?
    let questions: [QuestionProof]?
  }

  /// Reads a file's text.
  ///
  /// - Throws: `CertificateFileError` if it is none.
  public init(text: [UInt8]) throws(CertificateFileError) {
    let contents: Contents
    do {
      contents = try JSONDecoder().decode(Contents.self, from: Data(text))
    } catch let error as DecodingError {
      throw .unreadable(error.inOneLine)
    } catch {
      throw .unreadable("it is no JSON")
    }
    guard contents.format == Self.format else {
      throw .unreadable("its format is \"\(contents.format.prefix(40))\" and should be \"\(Self.format)\"")
    }
    (model, verdict, arithmetic) = (contents.model, contents.verdict, contents.arithmetic)
    (margin, counterexample, questions) = (contents.margin, contents.counterexample, contents.questions ?? [])
  }
}

extension DecodingError {
  /// What is wrong and where, for an error of one line.
  package var inOneLine: String {
    func place(_ context: Context) -> String {
      context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    }
    return switch self {
    case .keyNotFound(let key, let context): "\"\(key.stringValue)\" is missing \(place(context))".trimmingSpaces
    case .typeMismatch(_, let context), .valueNotFound(_, let context): "\(place(context)) is of the wrong kind"
    case .dataCorrupted(let context): context.codingPath.isEmpty ? "it is no JSON" : "\(place(context)) makes no sense"
    @unknown default: "it is no certificate"
    }
  }
}

extension String {
  fileprivate var trimmingSpaces: String { trimmingCharacters(in: .whitespaces) }
}
