import Checkpoints
import Foundation
import Transformer

/// The first field, in alphabetical order, in which the descriptions of two architectures differ.
struct ArchitectureDifference: Equatable {
  /// The field's path in the JSON, such as `mlp.hidden`.
  let field: String
  /// What the two say there, as JSON; "not set" where one says nothing.
  let first, second: String

  /// The difference; nil between equal architectures.
  init?(_ first: Architecture, _ second: Architecture) {
    guard first != second else { return nil }
    let (these, those) = (Self.leaves(of: first), Self.leaves(of: second))
    let field = Set(these.keys).union(those.keys).sorted().first { these[$0] != those[$0] }
    self.field = field ?? "architecture"
    self.first = field.flatMap { these[$0] } ?? "not set"
    self.second = field.flatMap { those[$0] } ?? "not set"
  }

  /// All values that hold no others, by path.
  private static func leaves(of architecture: Architecture) -> [String: String] {
    var leaves: [String: String] = [:]
    func gather(_ value: Any, _ path: String) {
      let members: [(String, Any)]? =
        if let object = value as? [String: Any] {
          object.map { (path.isEmpty ? $0.key : path + "." + $0.key, $0.value) }
        } else if let list = value as? [Any] {
          list.enumerated().map { ("\(path)[\($0.offset)]", $0.element) }
        } else {
          nil
        }
      if let members, !members.isEmpty {
        for (path, value) in members { gather(value, path) }
      } else {
        let text = try? JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)
        leaves[path] = text.map { String(decoding: $0, as: UTF8.self) } ?? "?"
      }
    }
    if let whole = try? JSONSerialization.jsonObject(with: Data(architecture.json.utf8)) { gather(whole, "") }
    return leaves
  }
}
