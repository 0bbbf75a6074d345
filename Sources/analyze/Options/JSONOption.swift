import Arguments
import Foundation

/// Results for programs: `@OptionGroup var json: JSONOption`.
struct JSONOption: ParsableArguments {
  @Flag(help: "Print JSON instead of text.") var json = false

  /// Prints the value as JSON when that was asked for, else the text.
  func print(_ value: some Encodable, orText text: @autoclosure () -> String) throws {
    guard json else { return Swift.print(text()) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    Swift.print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}
