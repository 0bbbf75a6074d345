/// A value known by its place on the command line.
///
///     @Argument(help: "A shipped recipe's name or a JSON file.") var recipe: String
///
/// A property with a default or of optional type may be left out; a list takes all that remain.
@propertyWrapper
public struct Argument<Value: ArgumentValue>: DeclaresArguments {
  private let slot: Slot<Value>
  private var assigned: Value?
  private let help: ArgumentHelp

  /// Declares an argument that must be given, unless its type is optional.
  public init(help: ArgumentHelp = "") {
    slot = Slot(defaultValue: nil)
    self.help = help
  }

  /// Declares an argument that may be left out.
  public init(wrappedValue: Value, help: ArgumentHelp = "") {
    slot = Slot(defaultValue: wrappedValue)
    self.help = help
  }

  /// The value. Reading a required one from a command that was never parsed is a programming error.
  public var wrappedValue: Value {
    get {
      guard let value = assigned ?? slot.value else { preconditionFailure("an @Argument was read before parsing") }
      return value
    }
    set { assigned = newValue }
  }

  func declarations(property: String) -> [Declaration] {
    [slot.declaration(kind: .positional, property: property, spellings: [], help: help)]
  }
}
