/// What help says about an argument, and what a shell completes it with. A string literal is one.
public struct ArgumentHelp: Sendable, ExpressibleByStringInterpolation {
  /// What a shell offers for a value whose type does not list its choices.
  public enum Completion: Hashable, Sendable {
    /// Nothing: a number, or a text that only the user knows.
    case nothing
    /// Files and folders.
    case files
    /// Folders.
    case folders
    /// Some words, and also files.
    case wordsOrFiles([String])
  }

  /// One sentence, without its default, which is added.
  public let abstract: String
  /// What stands for the value: `DIR` in `--out DIR`; nil to derive it from the type or the property's name.
  public let valueName: String?
  /// What a shell offers for the value.
  public let completion: Completion

  /// Makes the help of an argument.
  public init(_ abstract: String, valueName: String? = nil, completion: Completion = .nothing) {
    self.abstract = abstract
    self.valueName = valueName
    self.completion = completion
  }

  /// Makes the help of an argument from a literal.
  public init(stringLiteral abstract: String) {
    self.init(abstract)
  }
}
