/// What help says about an argument. A string literal is one.
public struct ArgumentHelp: Sendable, ExpressibleByStringInterpolation {
  /// One sentence, without its default, which is added.
  public let abstract: String
  /// What stands for the value: `DIR` in `--out DIR`; nil to derive it from the type or the property's name.
  public let valueName: String?

  /// Makes the help of an argument.
  public init(_ abstract: String, valueName: String? = nil) {
    self.abstract = abstract
    self.valueName = valueName
  }

  /// Makes the help of an argument from a literal.
  public init(stringLiteral abstract: String) {
    self.init(abstract)
  }
}
