/// Provenance that travels inside the file: tEXt and iTXt chunks of a PNG, metadata of an SVG, the document information
/// of a PDF.
public struct Metadata: Sendable {
  /// The program that made it.
  public var software: String
  /// What it was made from: a checkpoint and its hash, a trace, a table.
  public var source: String?
  /// What it shows; the figure's caption unless given.
  public var description: String?
  /// Further keywords and texts, written in order.
  public var entries: [(keyword: String, text: String)]

  /// Provenance. Keywords are 1 to 79 printable ASCII characters (`Author`, `Copyright`, `Comment` are PNG's own).
  public init(
    software: String = "CarryScope", source: String? = nil, description: String? = nil,
    entries: [(keyword: String, text: String)] = []
  ) {
    self.software = software
    self.source = source
    self.description = description
    self.entries = entries
  }
}
