import Addition
import Transformer

extension Program {
  /// The positions that a list with commas names, ascending: see `TraceDimension.places(matching:)`.
  /// - Throws: `LabelSelectionError` for an entry that names nothing.
  public func positions(matching list: String) throws(LabelSelectionError) -> [Int] {
    try TraceDimension.position(Array(architecture.format.positionLabels.prefix(positions))).places(matching: list)
  }
}
