/// Reads the text of interventions; see `Program.interventions(parsing:)`.
struct InterventionParser {
  private let program: Program
  private let text: String
  private let letters: [Character]
  private let positions: PositionWords
  private var next = 0

  /// Part of the text, and where it begins.
  private struct Word {
    let text: String
    let place: Int
  }

  /// What the brackets select of a hook.
  private struct Selection {
    var (head, positions, features): (Int?, [Int]?, [Int]?)
  }

  init(_ text: String, _ program: Program) {
    (self.text, self.program) = (text, program)
    letters = Array(text)
    positions = PositionWords(program)
  }

  private func failure(_ problem: String, at place: Int) -> InterventionTextError {
    InterventionTextError(text: text, letter: min(place, letters.count) + 1, problem: problem)
  }

  mutating func parse() throws(InterventionTextError) -> [Intervention] {
    let name = take { $0 == "[" || $0 == "=" }
    let afterName = next
    var interventions: [Intervention] = []
    for hook in try hooks(name) {
      next = afterName
      let selection = try selection(of: hook)
      guard next < letters.count, letters[next] == "=" else {
        throw failure("'=' and what becomes of the hook are missing, such as =zero", at: next)
      }
      next += 1
      interventions.append(
        Intervention(
          hook: hook.name, head: selection.head, positions: selection.positions, features: selection.features,
          operation: try operation(of: hook, features: selection.features?.count)))
    }
    return interventions
  }

  private func hooks(_ name: Word) throws(InterventionTextError) -> [HookPoint] {
    do throws(HookSelectionError) {
      return try program.hooks(matching: [name.text])
    } catch {
      if case .badGlob(_, let problem, let letter) = error { throw failure(problem, at: name.place + letter - 1) }
      throw failure(error.description, at: name.place)
    }
  }

  // MARK: Words

  /// What comes up to a letter, without the spaces around it.
  private mutating func take(until isEnd: (Character) -> Bool) -> Word {
    var start = next
    while next < letters.count, !isEnd(letters[next]) { next += 1 }
    var end = next
    while start < end, letters[start] == " " { start += 1 }
    while end > start, letters[end - 1] == " " { end -= 1 }
    return Word(text: String(letters[start..<end]), place: start)
  }

  private func words(of field: Word) -> [Word] {
    var place = field.place
    return field.text.split(separator: " ", omittingEmptySubsequences: false).compactMap { text in
      defer { place += text.count + 1 }
      return text.isEmpty ? nil : Word(text: String(text), place: place)
    }
  }

  // MARK: Selection

  private mutating func selection(of hook: HookPoint) throws(InterventionTextError) -> Selection {
    var selection = Selection()
    guard next < letters.count, letters[next] == "[" else { return selection }
    let start = next
    var (hasPositions, hasFeatures) = (false, false)
    repeat {
      next += 1
      let field = take { $0 == "," || $0 == "]" }
      guard next < letters.count else { throw failure("'[' is not closed by ']'", at: start) }
      let words = words(of: field)
      guard let first = words.first else { throw failure("something is missing here; write * for all", at: field.place) }
      if first.text == "head" {
        guard selection.head == nil else { throw failure("the head is given twice", at: first.place) }
        selection.head = try head(words, of: hook)
      } else if !hasPositions {
        (selection.positions, hasPositions) = (try places(words), true)
      } else if !hasFeatures {
        (selection.features, hasFeatures) = (try features(words, of: hook), true)
      } else {
        throw failure("nothing follows the features", at: first.place)
      }
    } while letters[next] == ","
    repeat { next += 1 } while next < letters.count && letters[next] == " "
    return selection
  }

  private func head(_ words: [Word], of hook: HookPoint) throws(InterventionTextError) -> Int {
    guard let heads = hook.heads else { throw failure("\(hook.name) has no heads", at: words[0].place) }
    guard words.count == 2, let head = Int(words[1].text), (0..<heads).contains(head) else {
      throw failure("after head comes a number from 0 to \(heads - 1)", at: words.last?.place ?? next)
    }
    return head
  }

  private func places(_ words: [Word]) throws(InterventionTextError) -> [Int]? {
    try all(words) { word throws(InterventionTextError) in
      guard let found = positions.positions(word.text) else {
        throw failure("'\(word.text)' is no position; \(positions.advice)", at: word.place)
      }
      return found
    }
  }

  private func features(_ words: [Word], of hook: HookPoint) throws(InterventionTextError) -> [Int]? {
    if hook.isAttention { return try places(words) }
    let numbers = NumberWords(count: hook.features(positions: program.positions))
    return try all(words) { word throws(InterventionTextError) in
      guard let found = numbers.numbers(word.text) else {
        throw failure("'\(word.text)' is no feature of \(hook.name); they are 0 to \(numbers.count - 1)", at: word.place)
      }
      return found
    }
  }

  /// What all words mean together; nil, for all there is, if they are a star.
  private func all(
    _ words: [Word], _ meaning: (Word) throws(InterventionTextError) -> [Int]
  ) throws(InterventionTextError) -> [Int]? {
    if words.count == 1, words[0].text == "*" { return nil }
    var all: [Int] = []
    for word in words { all += try meaning(word) }
    return all
  }

  // MARK: Operation

  private mutating func operation(
    of hook: HookPoint, features: Int?
  ) throws(InterventionTextError) -> Intervention.Operation {
    let name = take { $0 == "(" }
    let size = hook.dimensions(positions: program.positions).reduce(1, *)
    if next == letters.count, let number = Float(name.text), number.isFinite {
      return .values([Float](repeating: number, count: size))
    }
    if name.text == "paths" {
      let sources = try sources()
      guard !sources.isEmpty else { throw failure("paths takes hooks, such as paths(hook_embed)", at: name.place) }
      return .paths(sources)
    }
    let numbers = try numbers()
    func require(_ count: Int) throws(InterventionTextError) {
      guard numbers.count == count else {
        throw failure(
          "\(name.text) takes \(count == 0 ? "no number" : "\(count) number\(count == 1 ? "" : "s")")", at: name.place)
      }
    }
    switch name.text {
    case "zero": try require(0)
    case "donor": try require(0)
    case "scale": try require(1)
    case "values": try require(size)
    case "add": try require(features ?? hook.features(positions: program.positions))
    default:
      throw failure(
        "'\(name.text)' is no operation; use zero, scale(FACTOR), add(...), donor, paths(...), values(...) or a number",
        at: name.place)
    }
    return switch name.text {
    case "donor": .donor
    case "scale": .scale(numbers[0])
    case "values": .values(numbers)
    case "add": .add(numbers)
    default: .zero
    }
  }

  private mutating func numbers() throws(InterventionTextError) -> [Float] {
    var numbers: [Float] = []
    for word in try arguments() {
      guard let number = Float(word.text), number.isFinite else {
        throw failure("'\(word.text)' is not a finite number", at: word.place)
      }
      numbers.append(number)
    }
    return numbers
  }

  /// Hooks, each with a head where it has any.
  private mutating func sources() throws(InterventionTextError) -> [Intervention.PathSource] {
    var sources: [Intervention.PathSource] = []
    for word in try arguments() {
      let words = words(of: word)
      guard let name = words.first, let hook = program.hook(name.text) else {
        throw failure("'\(word.text)' is no hook of the model", at: word.place)
      }
      guard words.count > 1 else {
        sources.append(.init(hook.name))
        continue
      }
      guard words[1].text == "head" else { throw failure("after a hook comes its head, such as 'head 0'", at: words[1].place) }
      sources.append(.init(hook.name, head: try head(Array(words.dropFirst()), of: hook)))
    }
    return sources
  }

  /// Words with commas between them in parentheses, to the end of the text; none without parentheses.
  private mutating func arguments() throws(InterventionTextError) -> [Word] {
    guard next < letters.count else { return [] }
    let start = next
    var words: [Word] = []
    repeat {
      next += 1
      words.append(take { $0 == "," || $0 == ")" })
      guard next < letters.count else { throw failure("'(' is not closed by ')'", at: start) }
    } while letters[next] == ","
    next += 1
    let rest = take { _ in false }
    guard rest.text.isEmpty else { throw failure("'\(rest.text)' follows the operation", at: rest.place) }
    return words
  }
}
