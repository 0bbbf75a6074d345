import Certificates
import Checkpoints
import Files
import Plotting
import Training

/// What there is to say and to see about a checkpoint: `report.md` and its figures, and `report.html`, in which the model runs, as
/// bytes.
///
/// The same checkpoint, curve and options give the same bytes, whatever the folder, the time and the number of threads.
public struct Report: Sendable {
  /// A file of the report.
  public struct File: Sendable {
    /// Its name within the folder.
    public let name: String
    /// Its content.
    public let bytes: [UInt8]
  }

  /// The file name of the page of Markdown.
  public static let pageName = "report.md"
  /// The file name of the page that runs the model.
  public static let livePageName = LivePage.name

  /// The figures' file names and what each shows, in the order of the page.
  public let figures: [(name: String, heading: String)]
  /// The figures, then the pages that show them.
  public let files: [File]
  /// The tables behind them.
  public let analyses: Analyses

  /// Computes all tables and draws all figures.
  ///
  /// - Parameters:
  ///   - curve: the run's curve; without one the report has no training figure and says so.
  ///   - certificate: what is known of all sums; it is taken to be checked.
  ///   - hasLivePage: whether to make the page that runs the model.
  ///   - isLivePageOnly: whether to make nothing but that page.
  /// - Throws: `AnalysisError` for a diverged model; `FigureError`; `CertificateError` for a certificate of another kind of model.
  public init(
    _ checkpoint: Checkpoint, curve: TrainingCurve?, certificate: CertificateFile? = nil,
    options: ReportOptions = ReportOptions(), hasLivePage: Bool = true, isLivePageOnly: Bool = false
  ) throws {
    let analyses = try Analyses(checkpoint.model, options: options)
    let certified = try certificate.map { try CertificateSections($0, of: checkpoint, options) }
    let sections = ReportSections(checkpoint: checkpoint, curve: curve, analyses: analyses, certified: certified?.all ?? []).all
    let page = ReportPage(checkpoint: checkpoint, analyses: analyses, options: options, sections: sections)
    var files: [File] = []
    if hasLivePage || isLivePageOnly {
      let live = LivePage(checkpoint: checkpoint, analyses: analyses, options: options, sections: sections.filter { !$0.isLive })
      files.append(File(name: LivePage.name, bytes: Array(try live.html().utf8)))
    }
    if !isLivePageOnly {
      let metadata = checkpoint.provenance(command: options.command)
      let figures = try sections.compactMap(\.figure).map { name, figure in
        File(name: name, bytes: try figure.fitted().pngData(metadata: metadata, dotsPerInch: options.dotsPerInch))
      }
      files = figures + files + [File(name: Self.pageName, bytes: Array(page.text.utf8))]
    }
    self.files = files
    figures = sections.compactMap { section in section.figure.map { ($0.name, section.heading) } }
    self.analyses = analyses
  }

  /// Writes all files into a folder, which is made if it is not there: every file whole, the page last.
  ///
  /// - Throws: `FileError` if the folder or a file cannot be written.
  public func write(to folder: String) throws(FileError) {
    try Folder.create(folder)
    for file in files { try AtomicFile.write(file.bytes, to: Folder.path(of: file.name, in: folder)) }
  }

  /// Makes a report and writes it. Nothing is written before all of it is made.
  ///
  /// - Throws: as the initializer and `write(to:)`.
  @discardableResult
  public static func make(
    checkpoint: Checkpoint, curve: TrainingCurve?, certificate: CertificateFile? = nil, to folder: String,
    options: ReportOptions = ReportOptions()
  ) throws -> Report {
    let report = try Report(checkpoint, curve: curve, certificate: certificate, options: options)
    try report.write(to: folder)
    return report
  }
}
