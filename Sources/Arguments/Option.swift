/// A value known by its name: `--seed 3`, `--seed=3`.
///
///     @Option(help: "The random seed.") var seed: UInt64?
///     @Option(name: .shortAndLong, help: "Worker threads.") var threads = 2
///
/// A list may be given as `--hooks a,b`, as `--hooks a --hooks b`, or both. Of a single value given twice the last counts.
@propertyWrapper
public struct Option<Value: ArgumentValue>: DeclaresArguments {
  private let slot: Slot<Value>
  private var assigned: Value?
  private let name: NameSpecification
  private let help: ArgumentHelp

  /// Declares an option that must be given, unless its type is optional.
  public init(name: NameSpecification = .long, help: ArgumentHelp = "") {
    slot = Slot(defaultValue: nil)
    self.name = name
    self.help = help
  }

  /// Declares an option that may be left out.
  public init(wrappedValue: Value, name: NameSpecification = .long, help: ArgumentHelp = "") {
    slot = Slot(defaultValue: wrappedValue)
    self.name = name
    self.help = help
  }

  /// The value. Reading a required one from a command that was never parsed is a programming error.
  public var wrappedValue: Value {
    get {
      guard let value = assigned ?? slot.value else { preconditionFailure("an @Option was read before parsing") }
      return value
    }
    set { assigned = newValue }
  }

  func declarations(property: String) -> [Declaration] {
    [slot.declaration(kind: .option, property: property, spellings: name.spellings(of: property), help: help)]
  }
}
