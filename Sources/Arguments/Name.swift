/// How an option is spelt: derived from its property's name, or given.
///
/// `var learningRate` is `--learning-rate` by `.long` and `-l` by `.short`.
public struct NameSpecification: Sendable, ExpressibleByArrayLiteral {
  enum Element: Sendable {
    case long, short
    case customLong(String)
    case customShort(Character)
  }

  let elements: [Element]

  /// `--property-name`.
  public static let long = NameSpecification(elements: [.long])
  /// `-p`, the property's first letter.
  public static let short = NameSpecification(elements: [.short])
  /// `-p` and `--property-name`.
  public static let shortAndLong: NameSpecification = [.short, .long]
  /// `--name`, whatever the property is called.
  public static func customLong(_ name: String) -> NameSpecification { .init(elements: [.customLong(name)]) }
  /// `-n`, whatever the property is called.
  public static func customShort(_ letter: Character) -> NameSpecification { .init(elements: [.customShort(letter)]) }

  /// Several spellings of one option.
  public init(arrayLiteral specifications: NameSpecification...) {
    elements = specifications.flatMap(\.elements)
  }

  private init(elements: [Element]) {
    self.elements = elements
  }

  /// The spellings with their dashes, short ones first.
  func spellings(of property: String) -> [String] {
    let all = elements.map { element in
      switch element {
      case .long: "--" + kebabCase(property)
      case .short: "-" + property.prefix(1).lowercased()
      case .customLong(let name): "--" + name
      case .customShort(let letter): "-\(letter)"
      }
    }
    return all.filter { !$0.hasPrefix("--") } + all.filter { $0.hasPrefix("--") }
  }
}

/// `learningRate` as `learning-rate`, `useHDF5` as `use-hdf5`.
func kebabCase(_ name: String) -> String {
  let letters = Array(name)
  var result = ""
  for index in letters.indices {
    let startsWord = letters[index].isUppercase && index > 0
    let endsAcronym = index + 1 < letters.count && letters[index + 1].isLowercase
    if startsWord, letters[index - 1].isLowercase || letters[index - 1].isNumber || endsAcronym {
      result.append("-")
    }
    result += letters[index].lowercased()
  }
  return result
}
