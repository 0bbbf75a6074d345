/// One declared argument, its type erased: what the parser fills and the help screen prints.
struct Declaration {
  enum Kind {
    case positional
    case option
    case flag
  }

  let kind: Kind
  /// The spellings with their dashes; a positional argument has none.
  let spellings: [String]
  let help: ArgumentHelp
  /// What stands for the value in help: `N`, `RECIPE`, `adderboard|uniform`.
  var placeholder = ""
  var choices: [String] = []
  var defaultText: String?
  var isRequired = false
  var isList = false
  /// Of a flag: on without being mentioned, and no spelling says otherwise.
  var cannotBeTurnedOff = false

  /// Takes one value as typed; `spelling` is the flag's name. Returns the complaint when the text is not a value.
  let accept: (_ text: String, _ spelling: String) -> String?

  /// Whether the argument has its value now that the whole line was read.
  let isComplete: () -> Bool

  /// How errors call the argument: its longest spelling, or its placeholder.
  var title: String { spellings.last ?? placeholder }
}

/// A property wrapper that declares arguments.
protocol DeclaresArguments {
  func declarations(property: String) -> [Declaration]
}

/// Where the parser puts a wrapper's value.
///
/// Reflection can read a structure's properties but not set them, so a wrapper holds its value at one remove. Every
/// command value made by `init()` has slots of its own, and an assignment in code goes into the wrapper, not here.
final class Slot<Value: ArgumentValue> {
  let defaultValue: Value?
  private var items: [Value.Item] = []

  init(defaultValue: Value?) {
    self.defaultValue = defaultValue
  }

  var value: Value? { items.isEmpty ? (defaultValue ?? Value.collected([])) : Value.collected(items) }

  func accept(_ text: String, splittingAtCommas: Bool) -> String? {
    let words =
      splittingAtCommas && Value.isList ? text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) : [text]
    for word in words {
      if words.count > 1, word.isEmpty { return "'\(text)' has an empty item" }
      guard let item = Value.Item(argument: word) else { return "'\(word)' \(Value.Item.argumentMismatch(word))" }
      items.append(item)
    }
    return nil
  }

  func declaration(kind: Declaration.Kind, property: String, spellings: [String], help: ArgumentHelp) -> Declaration {
    let choices = Value.Item.argumentChoices
    let joined = choices.joined(separator: "|")
    let label = kebabCase(property).uppercased()
    let derived = choices.isEmpty || joined.count > 30 ? Value.Item.argumentPlaceholder ?? label : joined
    let defaultText = defaultValue?.items.map(\.argumentText).joined(separator: ",") ?? ""
    return Declaration(
      kind: kind, spellings: spellings, help: help,
      // A positional argument is known by its name alone: `add A B`, not `add N N`.
      placeholder: help.valueName ?? (kind == .positional ? label : derived),
      choices: choices, defaultText: defaultText.isEmpty ? nil : defaultText,
      isRequired: value == nil, isList: Value.isList,
      accept: { text, _ in self.accept(text, splittingAtCommas: kind == .option) },
      isComplete: { self.value != nil })
  }
}

extension ParsableArguments {
  /// Every argument declared by the properties, in order.
  var declarations: [Declaration] {
    Mirror(reflecting: self).children.flatMap { child in
      // The storage of `@Option var seed` is the property `_seed`.
      let property = String((child.label ?? "").drop { $0 == "_" })
      return (child.value as? any DeclaresArguments)?.declarations(property: property) ?? []
    }
  }
}
