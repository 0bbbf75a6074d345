import Arguments

/// Where a comparison goes beside the terminal: as a study's results, or as a page.
struct ComparisonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A figure: .png, .svg or .pdf; or an .html, a page in which both models run. (default: none)", valueName: "FILE",
      completion: .files))
  var out: String?
  @Option(
    help: ArgumentHelp("The whole table as comma-separated values. (default: none)", valueName: "FILE", completion: .files))
  var csv: String?

  func validate() throws { try study.validate() }

  /// The page's file, if it is to be one.
  var page: String? { out.flatMap { $0.hasSuffix(".html") ? $0 : nil } }

  /// All but the page.
  var study: StudyOptions {
    var study = StudyOptions()
    (study.out, study.csv) = (page == nil ? out : nil, csv)
    return study
  }

  /// The files that will be written.
  var files: [String] { [out, csv].compactMap(\.self) }

  /// A last line that says what was written; empty if nothing was.
  var lastLine: String { page.map { "\n\nPage: \($0)\(csv.map { "\nTable: \($0)" } ?? "")" } ?? study.lastLine }
}
