/// A type whose values can be written as one word of a command line.
///
/// An enumeration of strings needs only the conformance: `enum Suite: String, CaseIterable, ExpressibleByArgument`.
public protocol ExpressibleByArgument: ArgumentValue where Item == Self {
  /// Reads a value; nil when the text is not one.
  init?(argument: String)

  /// The value as the user would type it, shown as a default in help.
  var argumentText: String { get }

  /// Every allowed text, when there are few; empty otherwise.
  static var argumentChoices: [String] { get }

  /// What stands for a value in help, such as `N`; nil to use the property's name.
  static var argumentPlaceholder: String? { get }

  /// Says why a text is not a value, as the end of a sentence: "is not a number".
  static func argumentMismatch(_ argument: String) -> String
}

/// What an `@Option` or `@Argument` can hold: one value, an optional one, or a list of them.
public protocol ArgumentValue {
  /// The type of one word.
  associatedtype Item: ExpressibleByArgument

  /// Makes the value from the words given; nil when they are too few.
  static func collected(_ items: [Item]) -> Self?

  /// The words that would give this value.
  var items: [Item] { get }

  /// Whether the value may be given several times.
  static var isList: Bool { get }
}

extension ExpressibleByArgument {
  /// The value's description.
  public var argumentText: String { String(describing: self) }
  /// Too many to name.
  public static var argumentChoices: [String] { [] }
  /// The property's name.
  public static var argumentPlaceholder: String? { nil }
  /// Names the type.
  public static func argumentMismatch(_ argument: String) -> String { "cannot be read as \(Self.self)" }

  /// The last word given, so that a script's defaults can be overridden at the end of its line.
  public static func collected(_ items: [Self]) -> Self? { items.last }
  /// The value alone.
  public var items: [Self] { [self] }
  /// False: one value.
  public static var isList: Bool { false }
}

extension Optional: ArgumentValue where Wrapped: ExpressibleByArgument {
  /// The last word given, or nil: never too few.
  public static func collected(_ items: [Wrapped]) -> Wrapped?? { .some(items.last) }
  /// The value if there is one.
  public var items: [Wrapped] { map { [$0] } ?? [] }
  /// False: at most one value.
  public static var isList: Bool { false }
}

extension Array: ArgumentValue where Element: ExpressibleByArgument {
  /// All the words given, at least one: a list that may be empty has a default.
  public static func collected(_ items: [Element]) -> [Element]? { items.isEmpty ? nil : items }
  /// The list itself.
  public var items: [Element] { self }
  /// True.
  public static var isList: Bool { true }
}

extension ExpressibleByArgument where Self: CaseIterable & RawRepresentable, RawValue == String {
  /// Finds the case with this raw value.
  public init?(argument: String) { self.init(rawValue: argument) }
  /// The raw value.
  public var argumentText: String { rawValue }
  /// Every case's raw value.
  public static var argumentChoices: [String] { allCases.map(\.rawValue) }
  /// Lists the cases.
  public static func argumentMismatch(_ argument: String) -> String {
    "is not one of " + argumentChoices.joined(separator: ", ")
  }
}

extension ExpressibleByArgument where Self: FixedWidthInteger {
  /// Reads a decimal number with an optional sign.
  public init?(argument: String) { self.init(argument, radix: 10) }
  /// `N`.
  public static var argumentPlaceholder: String? { "N" }
  /// Tells a number too large for the type from what is no number.
  public static func argumentMismatch(_ argument: String) -> String {
    let digits = argument.drop { $0 == "-" || $0 == "+" }
    let isWhole = !digits.isEmpty && digits.allSatisfy { ("0"..."9").contains($0) }
    return isWhole ? "is outside the range \(min)...\(max)" : "is not a whole number"
  }
}

extension ExpressibleByArgument where Self: BinaryFloatingPoint & LosslessStringConvertible {
  /// Reads a finite number.
  public init?(argument: String) {
    // A NaN or an infinity typed by hand is a slip nobody downstream expects.
    guard let value = Self(argument), value.isFinite else { return nil }
    self = value
  }
  /// `X`.
  public static var argumentPlaceholder: String? { "X" }
  /// Says that it is not a finite number.
  public static func argumentMismatch(_ argument: String) -> String { "is not a finite number" }
}

extension String: ExpressibleByArgument {
  /// Takes the text as it is.
  public init?(argument: String) { self = argument }
}

extension Int: ExpressibleByArgument {}
extension Int32: ExpressibleByArgument {}
extension Int64: ExpressibleByArgument {}
extension UInt: ExpressibleByArgument {}
extension UInt32: ExpressibleByArgument {}
extension UInt64: ExpressibleByArgument {}
extension Float: ExpressibleByArgument {}
extension Double: ExpressibleByArgument {}
