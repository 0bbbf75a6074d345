/// How positions of a program's sequence are said: by label, number, range, or the labels' common beginning.
struct PositionWords {
  private let labels: [String]

  init(_ program: Program) {
    labels = Array(program.architecture.format.positionLabels.prefix(program.positions))
  }

  /// The positions that a word means; nil if it means none.
  func positions(_ word: String) -> [Int]? {
    if let exact = named(word) { return exact }
    if word.hasSuffix("*") {
      let beginning = word.dropLast()
      let found = labels.indices.filter { labels[$0].hasPrefix(beginning) }
      return found.isEmpty ? nil : found
    }
    guard let range = word.firstRange(of: ".."), let first = named(word[..<range.lowerBound]),
      let last = named(word[range.upperBound...]), first.count == 1, last.count == 1
    else { return nil }
    return Array(min(first[0], last[0])...max(first[0], last[0]))
  }

  /// The positions of a label or a number.
  private func named(_ word: some StringProtocol) -> [Int]? {
    let named = labels.indices.filter { labels[$0] == word }
    if !named.isEmpty { return named }
    return NumberWords.number(word).flatMap { labels.indices.contains($0) ? [$0] : nil }
  }

  /// The word for a position: its label if no other has it.
  func word(_ position: Int) -> String {
    guard labels.indices.contains(position) else { return "\(position)" }
    return labels.count { $0 == labels[position] } == 1 ? labels[position] : "\(position)"
  }

  /// What would do.
  var advice: String {
    "give a label from \(labels.first ?? "") to \(labels.last ?? ""), a number from 0 to \(labels.count - 1), or a range such as "
      + "\(word(max(labels.count - 3, 0)))..\(word(labels.count - 1))"
  }
}

/// How whole numbers below a count are said: `3`, `0..2`.
struct NumberWords {
  let count: Int

  /// The numbers that a word means; nil if it means none.
  func numbers(_ word: String) -> [Int]? {
    let ends = word.firstRange(of: "..").map { [word[..<$0.lowerBound], word[$0.upperBound...]] } ?? [word[...]]
    let numbers = ends.compactMap(Self.number)
    guard numbers.count == ends.count, let first = numbers.first, let last = numbers.last, first <= last, last < count else {
      return nil
    }
    return Array(first...last)
  }

  /// A number in decimal digits alone.
  static func number(_ word: some StringProtocol) -> Int? {
    !word.isEmpty && word.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(word) : nil
  }

  /// Numbers in words, neighbours as ranges, each number in its own word.
  static func text(_ numbers: [Int], _ word: (Int) -> String) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, last.upperBound + 1 == number {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    return runs.map { $0.count == 1 ? word($0.lowerBound) : word($0.lowerBound) + ".." + word($0.upperBound) }
      .joined(separator: " ")
  }
}
