/// Provenance that travels inside the file: tEXt and iTXt chunks of a PNG, the document information of a PDF.
public struct Metadata: Hashable, Sendable {
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

  /// Equal in everything.
  public static func == (a: Metadata, b: Metadata) -> Bool {
    a.software == b.software && a.source == b.source && a.description == b.description
      && a.entries.elementsEqual(b.entries) { $0 == $1 }
  }

  /// Feeds the parts that tell provenances apart.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(software)
    hasher.combine(source)
  }
}
