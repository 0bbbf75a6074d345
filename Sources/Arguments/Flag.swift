/// How a flag that is on by default is turned off.
public enum FlagInversion: Sendable {
  /// `--progress` and `--no-progress`.
  case prefixedNo
}

/// A switch: `--resume`.
///
///     @Flag(help: "Continue an interrupted run.") var resume = false
///     @Flag(inversion: .prefixedNo, help: "Show progress.") var progress = true
@propertyWrapper
public struct Flag: DeclaresArguments {
  private final class Switch {
    var isOn: Bool?
  }

  private let slot = Switch()
  private let defaultValue: Bool
  private var assigned: Bool?
  private let name: NameSpecification
  private let inversion: FlagInversion?
  private let help: ArgumentHelp

  /// Declares a switch with the state it has when not mentioned.
  public init(
    wrappedValue: Bool = false, name: NameSpecification = .long, inversion: FlagInversion? = nil, help: ArgumentHelp = ""
  ) {
    defaultValue = wrappedValue
    self.name = name
    self.inversion = inversion
    self.help = help
  }

  /// Whether the switch is on.
  public var wrappedValue: Bool {
    get { assigned ?? slot.isOn ?? defaultValue }
    set { assigned = newValue }
  }

  func declarations(property: String) -> [Declaration] {
    let spellings = name.spellings(of: property)
    let negative = inversion == .prefixedNo ? spellings.filter { $0.hasPrefix("--") }.map { "--no-" + $0.dropFirst(2) } : []
    return [
      Declaration(
        kind: .flag, spellings: spellings + negative, help: help,
        // Off by default is what everybody expects of a switch: only the two-sided kind needs its default said.
        defaultText: negative.isEmpty ? nil : (defaultValue ? spellings.last : negative.last),
        cannotBeTurnedOff: defaultValue && negative.isEmpty,
        accept: { [slot] _, spelling in
          slot.isOn = !negative.contains(spelling)
          return nil
        },
        isComplete: { true })
    ]
  }
}

/// Arguments declared once and shared by several commands.
///
///     @OptionGroup var sampling: SamplingOptions
@propertyWrapper
public struct OptionGroup<Value: ParsableArguments>: DeclaresArguments {
  /// The group's values.
  public var wrappedValue: Value

  /// Declares the group in the place of this property.
  public init() {
    wrappedValue = Value()
  }

  func declarations(property: String) -> [Declaration] {
    wrappedValue.declarations
  }

  func validate() throws {
    try wrappedValue.validateAll()
  }
}

/// An option group whatever the type of its value.
protocol ValidatesGroup {
  func validate() throws
}

extension OptionGroup: ValidatesGroup {}
