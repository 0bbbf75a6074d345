/// A value of a checkpoint's configuration, or a note in it: what JSON can say.
public indirect enum ConfigurationValue: Equatable, Sendable {
  /// Python's `None`.
  case none
  /// True or false.
  case boolean(Bool)
  /// A whole number.
  case integer(Int)
  /// A floating-point number, possibly NaN or infinite.
  case real(Double)
  /// A text; also a device (`cuda:0`) or an element type (`torch.float32`).
  case text(String)
  /// A list or a tuple.
  case list([ConfigurationValue])
  /// A dictionary or the options of a command. Keys that are whole numbers are written in decimal.
  case dictionary([String: ConfigurationValue])

  /// The number, if it is a whole one.
  public var integer: Int? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// The number, whole or not.
  public var real: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    default: nil
    }
  }

  /// The truth value, if it is one.
  public var boolean: Bool? {
    if case .boolean(let value) = self { value } else { nil }
  }

  /// The text, if it is one.
  public var text: String? {
    if case .text(let value) = self { value } else { nil }
  }

  /// The elements, if it is a list or a tuple.
  public var list: [ConfigurationValue]? {
    if case .list(let value) = self { value } else { nil }
  }

  /// The members, if it is a dictionary.
  public var dictionary: [String: ConfigurationValue]? {
    if case .dictionary(let value) = self { value } else { nil }
  }
}
