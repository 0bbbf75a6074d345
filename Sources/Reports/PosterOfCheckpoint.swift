import Addition
import Certificates
import Figures
import Interpretability
import Transformer

extension Poster {
  /// Computes what a poster shows.
  ///
  /// - Parameters:
  ///   - problem: the sum that is shown in full.
  ///   - certificate: what is known of all sums; it is taken to be checked.
  /// - Throws: `AnalysisError`, for a model that has diverged or has no MLP.
  public init(
    _ model: Model, of problem: Problem = ReportOptions.example, certificate: CertificateFile? = nil,
    options: ReportOptions = ReportOptions(), threads: Int = 1
  ) throws(AnalysisError) {
    let board = model.evaluate(.adderBoard, threads: threads).accuracy
    let all = certificate.map { file in
      switch file.verdict {
      case .proved: "; proved right on all 10^{20} sums in \(file.arithmetic.rawValue) arithmetic"
      case .refuted: "; wrong on some of the 10^{20} sums"
      case .undecided: ""
      }
    }
    self.init(
      explanation: try Explanation(model, of: problem, targetsPerHead: model.program.positions), tokens: try TokenGeometry(model),
      path: try ResidualPath(model, of: problem, columns: 112, rows: 84),
      attention: try AttentionSummary(model, on: options.studied, threads: threads),
      neurons: try NeuronResponses(model, on: options.studied, threads: threads),
      carry: try CarryAccuracy(model, on: .carry(count: options.carryProblems, seed: options.seed), threads: threads),
      verdict: "AdderBoard: \(grouped(board.count)) of \(grouped(board.total)) right\(all ?? "")",
      margins: certificate?.proof.map { MarginMap($0) })
  }
}
