/// What is wrong with a field of a JSON document, or with the document.
package struct FieldError: Error, Equatable, CustomStringConvertible {
  /// The way to the field, such as `sampling.curriculum[1].digits`; empty for the document as a whole.
  package let field: String
  /// What is wrong, without the field's name: a part of a sentence.
  package let problem: String
  /// Whether the problem already names the field.
  private let namesField: Bool

  init(field: String, problem: String) {
    (self.field, self.problem, namesField) = (field, field.isEmpty ? "the document " + problem : problem, field.isEmpty)
  }

  init(notJSON problem: String) {
    (field, self.problem, namesField) = ("", "this is not JSON: " + problem, true)
  }

  private init(unknown field: String, remedy: String) {
    (self.field, problem, namesField) = (field, "unknown field '\(field)'; \(remedy)", true)
  }

  /// The field and what is wrong with it, on one line.
  package var description: String { namesField ? problem : "'\(field)' \(problem)" }

  static func missing(_ field: String) -> FieldError { FieldError(field: field, problem: "is missing") }

  /// - Parameters:
  ///   - suggestion: the nearest name that is known there.
  ///   - known: the names that are known there.
  static func unknown(_ field: String, suggestion: String?, known: Set<String>) -> FieldError {
    if let suggestion { return FieldError(unknown: field, remedy: "did you mean '\(suggestion)'?") }
    let remedy =
      known.isEmpty ? "remove it" : "known here: " + known.sorted().joined(separator: ", ")
    return FieldError(unknown: field, remedy: remedy)
  }
}

extension JSONValue {
  /// The value as quoted in an error.
  var quoted: String {
    switch self {
    case .object: "an object"
    case .array(let values): "a list of \(values.count)"
    case .string(let text): "\"\(text.shortened)\""
    case .number(let text): text.shortened
    case .boolean(let value): "\(value)"
    case .null: "null"
    }
  }
}

/// The way to a field as people write it: `sampling.curriculum[1].digits`.
func fieldPath(_ path: [any CodingKey]) -> String {
  path.reduce(into: "") { text, key in
    if let index = key.intValue {
      text += "[\(index)]"
    } else {
      text += (text.isEmpty ? "" : ".") + key.stringValue.shortened
    }
  }
}

/// The name of a field, or the place in a list.
struct FieldKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(stringValue: String) { (self.stringValue, intValue) = (stringValue, nil) }
  init(intValue: Int) { (stringValue, self.intValue) = ("\(intValue)", intValue) }
}
