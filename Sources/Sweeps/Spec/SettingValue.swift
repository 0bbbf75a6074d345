import Checkpoints
import Foundation
import Training

/// A JSON value that a spec puts into a recipe.
public enum SettingValue: Hashable, Sendable {
  case object([String: SettingValue])
  case list([SettingValue])
  case text(String)
  case whole(Int)
  case real(Double)
  case flag(Bool)
  case null
}

/// The name of a field that no type knows before.
struct AnyField: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension SettingValue: Codable {
  /// Decodes any value.
  public init(from decoder: any Decoder) throws {
    if let fields = try? decoder.container(keyedBy: AnyField.self) {
      self = .object(
        Dictionary(
          try fields.allKeys.map { ($0.stringValue, try fields.decode(SettingValue.self, forKey: $0)) },
          uniquingKeysWith: { $1 }))
    } else if var elements = try? decoder.unkeyedContainer() {
      var values: [SettingValue] = []
      while !elements.isAtEnd { values.append(try elements.decode(SettingValue.self)) }
      self = .list(values)
    } else {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .null
      } else if let flag = try? value.decode(Bool.self) {
        self = .flag(flag)
      } else if let text = try? value.decode(String.self) {
        self = .text(text)
      } else if let whole = try? value.decode(Int.self) {
        self = .whole(whole)
      } else {
        self = .real(try value.decode(Double.self))
      }
    }
  }

  /// Encodes the value as what it is.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .object(let fields): try container.encode(fields)
    case .list(let values): try container.encode(values)
    case .text(let text): try container.encode(text)
    case .whole(let number): try container.encode(number)
    case .real(let number): try container.encode(number)
    case .flag(let flag): try container.encode(flag)
    case .null: try container.encodeNil()
    }
  }
}

extension SettingValue {
  /// Compact JSON with sorted keys.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Whatever was decoded from JSON encodes.
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
  }

  /// The value of a variation's name; nil for what is too long to be one.
  var nameText: String? {
    switch self {
    case .object, .list: nil
    case .text(let text): text.count <= 40 ? text : nil
    default: json
    }
  }

  /// All values that hold no others, by path; an empty object or list is one, too.
  var leaves: [String: String] {
    var leaves: [String: String] = [:]
    gather(into: &leaves, at: "")
    return leaves
  }

  private func gather(into leaves: inout [String: String], at path: String) {
    switch self {
    case .object(let fields) where !fields.isEmpty:
      for (name, value) in fields { value.gather(into: &leaves, at: path.isEmpty ? name : path + "." + name) }
    case .list(let values) where !values.isEmpty:
      for (index, value) in values.enumerated() { value.gather(into: &leaves, at: "\(path)[\(index)]") }
    default: leaves[path] = json
    }
  }
}

extension Recipe {
  /// The recipe's fields as values that can be changed by path.
  var settings: SettingValue {
    get throws(FieldError) { try FieldDecoder.decode(from: json.utf8) }
  }
}
