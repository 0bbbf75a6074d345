/// A value in the making on the pickle machine's stack.
///
/// Containers are places in a `PickleHeap`: as in Python, several names may mean the same list, which may even contain
/// itself. Values therefore never nest, and no hostile depth reaches the call stack.
enum PickleValue: Hashable {
  case none
  case boolean(Bool)
  case integer(Int)
  /// An integer of more than 64 bits, such as a random generator's state. Its value is of no interest.
  case hugeInteger
  case real(Double)
  case text(String)
  case bytes(Int)
  case list(Int)
  case tuple(Int)
  case dictionary(Int)
  case storage(Int)
  case tensor(Int)
  /// A class or function of the whitelist.
  case constructor(PickleConstructor)
  case numPyType(NumPyScalarType)

  /// What it is, with its article, in Python's words.
  var kind: String {
    switch self {
    case .none: "None"
    case .boolean: "a bool"
    case .integer, .hugeInteger: "an int"
    case .real: "a float"
    case .text: "a str"
    case .bytes: "bytes"
    case .list: "a list"
    case .tuple: "a tuple"
    case .dictionary: "a dict"
    case .storage: "a storage"
    case .tensor: "a tensor"
    case .constructor: "a class or function"
    case .numPyType: "a numpy.dtype"
    }
  }
}

/// A dictionary, or an object of attributes, in the order of insertion.
struct PickleDictionary {
  enum Kind {
    case plain, ordered, namespace
  }

  /// Longer keys are refused: hashing them again and again would cost a hostile file nothing and us minutes.
  static let longestKey = 512

  let kind: Kind
  private(set) var entries: [(key: PickleValue, value: PickleValue)] = []
  private var keys: Set<PickleValue> = []

  init(_ kind: Kind) { self.kind = kind }

  /// Adds an entry. Python would let a second entry of the same key win; here that is an error.
  mutating func set(_ key: PickleValue, to value: PickleValue) throws(PickleFailure) {
    switch key {
    case .text(let name) where name.utf8.count > Self.longestKey:
      throw PickleFailure("the key '\(name.shortened)' has \(name.utf8.count) bytes and at most \(Self.longestKey) are read")
    case .none, .boolean, .integer, .real, .text, .tuple: break
    default: throw PickleFailure("\(key.kind) cannot be the key of a dict")
    }
    guard keys.insert(key).inserted else {
      if case .text(let name) = key { throw PickleFailure("the key '\(name.shortened)' is set twice") }
      throw PickleFailure("a key of a dict is set twice")
    }
    entries.append((key, value))
  }

  /// The value of a textual key.
  subscript(name: String) -> PickleValue? {
    keys.contains(.text(name)) ? entries.first { $0.key == .text(name) }?.value : nil
  }
}

/// Everything a pickle has made, by kind and place.
struct PickleHeap {
  /// Values and bytes that may be copied in all. Whatever the machine builds else is paid for by an instruction of its own; a
  /// copy of something large is two bytes of pickle.
  static let mostCopies = 1 << 20

  /// The elements of lists and tuples.
  var sequences: [[PickleValue]] = []
  var dictionaries: [PickleDictionary] = []
  var blobs: [[UInt8]] = []
  var storages: [TorchStorage] = []
  var tensors: [TorchTensor] = []
  private var copies = 0

  /// Allows for so many more copies.
  mutating func charge(_ count: Int) throws(PickleFailure) {
    copies += count
    guard copies <= Self.mostCopies else { throw PickleFailure("the pickle copies the same values again and again") }
  }

  mutating func list(_ elements: [PickleValue] = []) -> PickleValue {
    sequences.append(elements)
    return .list(sequences.count - 1)
  }

  mutating func tuple(_ elements: [PickleValue]) -> PickleValue {
    sequences.append(elements)
    return .tuple(sequences.count - 1)
  }

  mutating func dictionary(_ kind: PickleDictionary.Kind) -> PickleValue {
    dictionaries.append(PickleDictionary(kind))
    return .dictionary(dictionaries.count - 1)
  }

  mutating func bytes(_ content: [UInt8]) -> PickleValue {
    blobs.append(content)
    return .bytes(blobs.count - 1)
  }

  mutating func storage(_ storage: TorchStorage) -> PickleValue {
    storages.append(storage)
    return .storage(storages.count - 1)
  }

  mutating func tensor(_ tensor: TorchTensor) -> PickleValue {
    tensors.append(tensor)
    return .tensor(tensors.count - 1)
  }
}
