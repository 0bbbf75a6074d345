/// Turns values of a pickle into configuration values. One reader serves a whole file, since its budget is the file's.
struct ConfigurationReader {
  /// Containers within containers. A value that contains itself is deeper than anything.
  static let deepest = 32
  /// Values in all. A list that occurs many times counts as often.
  static let mostValues = 200_000

  enum Failure: Error {
    /// There is something in it that no configuration holds, such as a tensor.
    case notPlain(String)
    case refused(PickleFailure)
  }

  private let heap: PickleHeap
  private var values = 0

  init(_ heap: PickleHeap) { self.heap = heap }

  /// The value as a configuration's; nil when it contains tensors or other things that no configuration holds.
  mutating func plainValue(_ value: PickleValue) throws(PickleFailure) -> ConfigurationValue? {
    do { return try read(value, depth: 0) } catch {
      guard case .refused(let failure) = error else { return nil }
      throw failure
    }
  }

  /// The value as a configuration's, which it must be.
  mutating func value(_ value: PickleValue, of name: String) throws(PickleFailure) -> ConfigurationValue {
    do { return try read(value, depth: 0) } catch {
      switch error {
      case .refused(let failure): throw failure
      case .notPlain(let kind): throw PickleFailure("'\(name.shortened)' holds \(kind), which is no configuration")
      }
    }
  }

  private mutating func read(_ value: PickleValue, depth: Int) throws(Failure) -> ConfigurationValue {
    values += 1
    guard values <= Self.mostValues else {
      throw .refused(PickleFailure("the configuration has more than \(Self.mostValues) values"))
    }
    guard depth <= Self.deepest else {
      throw .refused(PickleFailure("the configuration is nested more than \(Self.deepest) deep"))
    }
    switch value {
    case .none: return .none
    case .boolean(let boolean): return .boolean(boolean)
    case .integer(let integer): return .integer(integer)
    case .real(let real): return .real(real)
    case .text(let text): return .text(text)
    case .list(let place), .tuple(let place):
      var elements: [ConfigurationValue] = []
      for element in heap.sequences[place] { elements.append(try read(element, depth: depth + 1)) }
      return .list(elements)
    case .dictionary(let place):
      var members: [String: ConfigurationValue] = [:]
      for (key, value) in heap.dictionaries[place].entries {
        let name: String
        switch key {
        case .text(let text): name = text
        case .integer(let integer): name = String(integer)
        default: throw .notPlain("\(key.kind) as a key")
        }
        let member = try read(value, depth: depth + 1)
        guard members.updateValue(member, forKey: name) == nil else {
          throw .refused(PickleFailure("the key '\(name.shortened)' is there twice, as a text and as a number"))
        }
      }
      return .dictionary(members)
    case .hugeInteger, .bytes, .storage, .tensor, .constructor, .numPyType: throw .notPlain(value.kind)
    }
  }
}
