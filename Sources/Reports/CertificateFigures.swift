import Addition
import Certificates
import Checkpoints
import Figures
import Files
import Interpretability
import Plotting

/// What there is to see about a certificate, as files: of a proof the margins, and where attention hands on one number, the bars;
/// of a refutation, what goes wrong on 200,000 sums.
public struct CertificateFigures: Sendable {
  /// The figures by name, without an ending; none where nothing was decided.
  public let figures: [(name: String, figure: Figure)]
  private let metadata: Metadata

  /// Makes what there is.
  ///
  /// - Parameters:
  ///   - checkpoint: the one that the certificate is of.
  ///   - place: the place of the answer whose bars are shown.
  ///   - problems: what a refuted model's errors are counted on.
  ///   - command: for the figures' provenance.
  /// - Throws: `CertificateError`, `AnalysisError`.
  public init(
    _ certificate: Certificate, of checkpoint: Checkpoint, place: Int = 5, problems: [ProblemSuite] = Self.samples,
    threads: Int = 1, command: String? = nil
  ) throws {
    var figures: [(name: String, figure: Figure)] = []
    let (model, subject) = (checkpoint.model, checkpoint.subject)
    if let proof = certificate.proof {
      if let lines = try proof.numberLines(of: model, threads: threads) {
        figures.append(("certificate-bars", .certificateBars(lines, place: place, arithmetic: proof.arithmetic, of: subject)))
      }
      figures.append(("certificate-margins", .certificateMargins(MarginMap(proof), of: subject)))
    } else if certificate.verdict == .refuted {
      let errors = try problems.map { try FirstErrors(model, on: $0, threads: threads) }
      figures.append(("certificate-errors", .certificateErrors(errors, of: subject)))
    }
    self.figures = try figures.map { ($0.name, try $0.figure.fitted()) }
    metadata = checkpoint.provenance(command: command)
  }

  /// 100,000 uniform sums, and as many of all lengths of carry chains.
  public static let samples: [ProblemSuite] = [.uniform(count: 100_000, seed: 1), .carry(count: 100_000, seed: 1)]

  /// The names of the files, in every format.
  public var names: [String] {
    figures.flatMap { figure in Figure.Format.allCases.map { "\(figure.name).\($0.rawValue)" } }
  }

  /// Writes every figure as PNG, SVG and PDF into a folder, which is made if it is not there; each file whole.
  ///
  /// - Throws: `FileError` if the folder cannot be made, `FigureError`.
  public func write(to folder: String) throws {
    try Folder.create(folder)
    for (name, figure) in figures {
      for format in Figure.Format.allCases {
        try figure.write(to: Folder.path(of: "\(name).\(format.rawValue)", in: folder), metadata: metadata)
      }
    }
  }
}
