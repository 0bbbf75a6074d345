import Addition
import Certificates
import Checkpoints
import Figures
import Plotting

/// What a report says of all sums: the certificate's claim, and for a proof its margins and bars.
struct CertificateSections {
  let all: [ReportSection]

  /// - Precondition: the certificate has been checked.
  /// - Throws: `CertificateError` if the method is not for the model.
  init(_ certificate: CertificateFile, of checkpoint: Checkpoint, _ options: ReportOptions) throws {
    let subject = checkpoint.subject
    let source = "So says `\(CertificateFile.usualName)`, which lies beside the weights and was checked for this page."
    guard let proof = certificate.proof else {
      let example = certificate.counterexample.map { wrong in
        "Wrong on \(grouped(Int(wrong.a))) + \(grouped(Int(wrong.b))) in \(certificate.arithmetic.rawValue) arithmetic: after the true "
          + "digits before it, Z\(wrong.place) is another digit than the sum's. "
      }
      all = [ReportSection(heading: "All sums", figure: nil, text: (example ?? "") + source)]
      return
    }
    let map = MarginMap(proof)
    var sections = [
      ReportSection(
        heading: "All sums", figure: ("certificate-margins.png", .certificateMargins(map, of: subject)),
        text: """
          Right on all 10^20 sums of two ten-digit numbers, proved in \(proof.arithmetic.rawValue) arithmetic: the right digit's logit is \
          ahead of any other by at least \(map.least.map { boundText($0.margin) } ?? "–"). \(source)
          """)
    ]
    if let lines = try proof.numberLines(of: checkpoint.model, threads: options.threads) {
      sections.append(
        ReportSection(
          heading: "Why it is right",
          figure: ("certificate-bars.png", .certificateBars(lines, arithmetic: proof.arithmetic, of: subject)),
          text: """
            Attention hands on one number. All sums with one total of a place's digits and the carry lie in one bar, and the rest of \
            the model cuts the line into sectors: right everywhere, because each bar lies in its digit's.
            """))
    }
    all = sections
  }
}
