import Files
import Foundation
import Transformer

/// A JSON file that describes a model: `--config`.
enum ConfigurationFile {
  /// A whole architecture, as in our own files.
  case architecture(Architecture)
  /// Entries as in the configuration of a published checkpoint.
  case entries([String: ConfigurationValue])

  /// Reads a file.
  ///
  /// - Throws: `FileError` if it is missing, unreadable, or no JSON object.
  static func read(_ path: String) throws(FileError) -> ConfigurationFile {
    let bytes = try InputFile.read(path, upTo: 1 << 20)
    let json: JSONValue
    do throws(StrictJSON.Failure) { json = try StrictJSON.parse(bytes[...]) } catch {
      throw FileError(
        .badData, path: path, problem: "it is not JSON: \(error.problem)", remedy: "give an object such as {\"n_heads\": 2}")
    }
    guard case .object(let members) = json else {
      throw FileError(.badData, path: path, problem: "it is no JSON object", remedy: "give an object such as {\"n_heads\": 2}")
    }
    if members.contains(where: { $0.name == "residual" }) {
      do throws(FieldError) { return .architecture(try FieldDecoder.decode(from: bytes)) } catch {
        throw FileError(
          .badData, path: path, problem: "\(error)", remedy: "compare it with the \"architecture\" of a recipe.json")
      }
    }
    return .entries(Dictionary(members.map { ($0.name, ConfigurationValue($0.value)) }, uniquingKeysWith: { $1 }))
  }
}

extension ConfigurationValue {
  fileprivate init(_ json: JSONValue) {
    switch json {
    case .null: self = .none
    case .boolean(let value): self = .boolean(value)
    case .number(let text): self = Int(text).map(ConfigurationValue.integer) ?? .real(Double(text) ?? .nan)
    case .string(let text): self = .text(text)
    case .array(let values): self = .list(values.map { ConfigurationValue($0) })
    case .object(let members):
      self = .dictionary(
        Dictionary(members.map { ($0.name, ConfigurationValue($0.value)) }, uniquingKeysWith: { $1 }))
    }
  }
}
