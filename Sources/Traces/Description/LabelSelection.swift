extension TraceDimension {
  /// The places that a list with commas names, ascending.
  ///
  /// An entry is a label (`=`, `X3`), the labels' common beginning and `*` (`Z*`), a number from 0 on, or two labels or
  /// numbers and everything between (`X0..X3`, `22..32`), whichever comes first.
  /// - Throws: `LabelSelectionError` for an entry that names nothing.
  public func places(matching list: String) throws(LabelSelectionError) -> [Int] {
    var selected: Set<Int> = []
    for entry in list.split(separator: ",", omittingEmptySubsequences: false) {
      let text = String(entry.filter { $0 != " " })
      guard let found = places(of: text) else { throw LabelSelectionError(entry: text, dimension: self) }
      selected.formUnion(found)
    }
    return selected.sorted()
  }

  /// The places of one entry; nil where it names none.
  private func places(of text: String) -> [Int]? {
    if let one = place(of: text) { return [one] }
    if let range = text.firstRange(of: "..") {
      guard let first = place(of: String(text[..<range.lowerBound])), let last = place(of: String(text[range.upperBound...]))
      else { return nil }
      return Array(min(first, last)...max(first, last))
    }
    guard text.hasSuffix("*"), let labels else { return nil }
    let matching = labels.indices.filter { labels[$0].hasPrefix(text.dropLast()) }
    return matching.isEmpty ? nil : matching
  }

  private func place(of text: String) -> Int? {
    if let label = labels?.firstIndex(of: text) { return label }
    guard let number = Int(text), (0..<size).contains(number) else { return nil }
    return number
  }
}

/// No place of a dimension fits what was asked for.
public struct LabelSelectionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was asked for.
  public let entry: String
  /// Of which dimension.
  public let dimension: TraceDimension

  /// One line: what, and what to ask for instead.
  public var description: String {
    let labels = dimension.labels.map { $0.joined(separator: " ") + ", or " } ?? ""
    return "'\(entry)' is none of the dimension '\(dimension.name)', which has \(labels)0 to \(dimension.size - 1)"
  }
}
