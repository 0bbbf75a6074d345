import Arguments

/// The words of an option that may be given several times, each as it is: commas belong to it.
struct WholeWords: ArgumentValue {
  let items: [String]

  /// No words.
  init() { items = [] }

  private init(items: [String]) { self.items = items }

  static func collected(_ items: [String]) -> WholeWords? { WholeWords(items: items) }

  /// To the parser one value: it would split a list at commas.
  static var isList: Bool { false }
}
