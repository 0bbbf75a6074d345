import Addition
import Certificates
import Checkpoints
import Files
import Training

/// Many models' reports in one folder, and a page that shows all their figures, each kind side by side.
public struct Gallery: Sendable {
  /// One model of it.
  public struct Entry: Sendable {
    /// The checkpoint.
    public let checkpoint: Checkpoint
    /// Its report, without the page that runs the model.
    public let report: Report
    /// What is known of all sums, in a few words.
    public let verdict: String
  }

  /// The page's file name.
  public static let pageName = "README.md"
  /// The folder beside it that has a folder for each model.
  public static let folderName = "gallery"

  /// The models, the smallest first.
  public let entries: [Entry]
  /// The command that makes it, as the page shows it; nil for none.
  public let command: String?

  /// A gallery of these models.
  public init(_ entries: [Entry], command: String? = nil) {
    self.entries = entries.sorted {
      ($0.checkpoint.model.parameterCount, $0.checkpoint.name) < ($1.checkpoint.model.parameterCount, $1.checkpoint.name)
    }
    self.command = command
  }

  /// The page, as Markdown.
  public var page: String {
    let kinds = entries.flatMap { $0.report.figures.map(\.heading) }
    let ordered = kinds.enumerated().filter { kinds.firstIndex(of: $0.element) == $0.offset }.map(\.element)
    return ([head] + ordered.map(section)).joined(separator: "\n")
  }

  private func path(_ entry: Entry, _ file: String) -> String { "\(Self.folderName)/\(entry.checkpoint.name)/\(file)" }

  private var head: String {
    var table = MarkdownTable([("model", .left), ("parameters", .right), ("AdderBoard", .right), ("all 10^20 sums", .left)])
    for entry in entries {
      let name = MarkdownText.plain(entry.checkpoint.name)
      table.add([
        "[\(name)](\(path(entry, Report.pageName)))", grouped(entry.checkpoint.model.parameterCount),
        "\(entry.report.analyses.adderBoard.accuracy)", entry.verdict,
      ])
    }
    let made = command.map { " Made by `\(MarkdownText.plain($0))`." } ?? ""
    return """
      # Gallery

      Every figure of a report, of \(grouped(entries.count)) models; a click leads to the model's own page with captions and \
      numbers.\(made)

      \(table.text)
      """
  }

  /// One kind of figure of all models, three in a row.
  private func section(_ heading: String) -> String {
    let shown = entries.compactMap { entry in
      entry.report.figures.first { $0.heading == heading }.map { (entry: entry, file: $0.name) }
    }
    let columns = min(3, shown.count)
    var cells = shown.map { entry, file in
      let name = MarkdownText.plain(entry.checkpoint.name)
      return (name, "[![\(heading) of \(name)](\(path(entry, file)))](\(path(entry, Report.pageName)))")
    }
    while cells.count % max(columns, 1) != 0 { cells.append(("", "")) }
    let rows = stride(from: 0, to: cells.count, by: max(columns, 1)).map { Array(cells[$0..<($0 + columns)]) }
    var table = MarkdownTable((rows.first ?? []).map { ($0.0, .left) })
    for (index, row) in rows.enumerated() {
      if index > 0 { table.add(row.map(\.0)) }
      table.add(row.map(\.1))
    }
    return "## \(heading)\n\n\(table.text)"
  }

  /// Writes every report and then the page.
  ///
  /// - Throws: `FileError` if a folder or a file cannot be written.
  public func write(to folder: String) throws(FileError) {
    for entry in entries { try entry.report.write(to: Folder.path(of: path(entry, ""), in: folder)) }
    try AtomicFile.write(page, to: Folder.path(of: Self.pageName, in: folder))
  }
}

extension Gallery.Entry {
  /// Makes the report of a checkpoint, with the curve and the certificate that lie beside its weights; the certificate is checked.
  ///
  /// - Throws: what reading a checkpoint and making a report throw.
  public init(ofCheckpointAt path: String, options: ReportOptions) throws {
    let checkpoint = try Checkpoint.read(path)
    let certificate = try CertificateFile.beside(checkpoint, at: path, threads: options.threads)
    self.checkpoint = checkpoint
    report = try Report(
      checkpoint, curve: try .beside(checkpoint: path), certificate: certificate, options: options, hasLivePage: false)
    verdict = certificate.map { "\($0.verdict.rawValue) in \($0.arithmetic.rawValue) arithmetic" } ?? "–"
  }
}
