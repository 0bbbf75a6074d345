/// An output as a document shows it: stretches of lines, with anything between them where it says `...`.
struct ExpectedOutput {
  /// The lines between the dots. The first stretch is at the output's beginning, the last at its end; either may be empty.
  let stretches: [[String]]

  private static let dots = "..."

  init(_ lines: [String]) {
    stretches = Self.trimmed(lines).split(separator: Self.dots, omittingEmptySubsequences: false).map(Array.init)
  }

  /// Lines without white space at their ends, and without empty lines at the end.
  static func trimmed(_ lines: [String]) -> [String] {
    var lines = lines.map { line in
      var line = line[...]
      while line.last?.isWhitespace == true { line.removeLast() }
      return String(line)
    }
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  /// Whether an output's lines are what is expected.
  func accepts(_ lines: [String], _ tolerance: NumberTolerance) -> Bool {
    places(in: lines) { tolerance.fits($0, $1) ? 1 : nil } != nil
  }

  /// The document's lines anew, as an output has them now: dots stay where they are, every line between them is the one of the output
  /// that says the same with other numbers. Nil if a stretch is nowhere.
  func renewed(from lines: [String]) -> [String]? {
    guard stretches.count > 1 else { return lines }
    let places = places(in: lines) { line, wanted in
      if line == wanted { return 4 }
      let (own, other) = (NumberedText(line), NumberedText(wanted))
      guard own.skeleton == other.skeleton else { return nil }
      // Rows of a table say the same but for their numbers: the first tells them apart.
      return own.numbers.first == other.numbers.first ? 2 : 1
    }
    guard let places else { return nil }
    let parts = zip(stretches, places).map { stretch, place in Array(lines[place..<(place + stretch.count)]) }
    return Array(parts.joined(separator: [Self.dots]))
  }

  /// Where each stretch begins, so that the lines' scores are greatest, of equals the earliest; nil if they do not all fit in order.
  ///
  /// - Parameter score: how well a line is what is wanted; nil if it is not.
  private func places(in lines: [String], score: (_ line: String, _ wanted: String) -> Int?) -> [Int]? {
    func total(_ stretch: [String], at place: Int) -> Int? {
      guard place >= 0, place + stretch.count <= lines.count else { return nil }
      var sum = 0
      for (offset, wanted) in stretch.enumerated() {
        guard let part = score(lines[place + offset], wanted) else { return nil }
        sum += part
      }
      return sum
    }
    // best[p]: the greatest score of the stretches so far if the next may begin at p or later, and where they begin.
    var best: [(score: Int, places: [Int])?] = [(0, [])] + Array(repeating: nil, count: lines.count)
    for (index, stretch) in stretches.enumerated() {
      var next: [(score: Int, places: [Int])?] = Array(repeating: nil, count: lines.count + 1)
      var before: (score: Int, places: [Int])?
      for place in 0...lines.count {
        if let here = best[place], here.score > (before?.score ?? -1) { before = here }
        if index == 0, place > 0 { break }
        if index == stretches.count - 1, place + stretch.count != lines.count { continue }
        guard let before, let sum = total(stretch, at: place) else { continue }
        let end = place + stretch.count
        if before.score + sum > (next[end]?.score ?? -1) { next[end] = (before.score + sum, before.places + [place]) }
      }
      best = next
    }
    var found: [Int]?
    var most = -1
    for case let (score, places)? in best where score > most { (most, found) = (score, places) }
    return found
  }
}
