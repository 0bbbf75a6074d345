import Digests
import Files
import Foundation

/// The last line of a model card that was made here: a checksum of the card, by which it is known again. A card that somebody has
/// edited since, or written, is not taken for one that can be made again.
enum CardSeal {
  /// The text with its seal, which Markdown does not show.
  static func sealed(_ text: String) -> String { text + line(for: text) }

  /// Whether a text ends in its own seal.
  static func isWhole(_ text: String) -> Bool {
    guard let start = text.range(of: opening, options: .backwards)?.lowerBound else { return false }
    return text[start...] == line(for: String(text[..<start]))
  }

  private static let opening = "\n<!-- Made by CarryScope; checksum "

  private static func line(for text: String) -> String {
    "\(opening)\(SHA256.digest(of: Array(text.utf8)).hex.prefix(16)) -->\n"
  }
}

extension ModelCard {
  /// Whether a card may be written to a path without anything being lost that cannot be made again: nothing is there, or a card
  /// as it was made.
  ///
  /// - Throws: `FileError` if what is there cannot be read.
  public static func canReplace(_ path: String) throws(FileError) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return true }
    // No card is larger.
    guard status.st_size <= 1 << 20 else { return false }
    return CardSeal.isWhole(String(decoding: try InputFile.read(path), as: UTF8.self))
  }
}
