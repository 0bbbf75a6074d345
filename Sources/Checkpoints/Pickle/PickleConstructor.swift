/// The classes and functions a weight file may ask for. None is ever called: each is rebuilt here from its arguments.
enum PickleConstructor: Hashable {
  /// `collections.OrderedDict`, a state dict's class.
  case orderedDictionary
  /// `torch._utils._rebuild_tensor_v2`: a view of a storage.
  case tensor
  /// `torch._utils._rebuild_parameter`: a tensor that was trained.
  case parameter
  /// A storage's class, such as `torch.FloatStorage`, which only says how the elements are stored.
  case storage(TorchStorage.Kind)
  /// `torch.Size`: a tuple.
  case size
  /// `torch.device`: a text such as `cuda:0`.
  case device
  /// `argparse.Namespace`: a command's options, read as a dictionary.
  case namespace
  /// `numpy.dtype`, only as a number's type.
  case numPyType
  /// `numpy.core.multiarray.scalar`: one number.
  case numPyScalar
  /// `_codecs.encode`: how protocol 2 writes bytes.
  case latin1Encoding

  private static let names: [String: PickleConstructor] = [
    "collections.OrderedDict": .orderedDictionary,
    "torch._utils._rebuild_tensor_v2": .tensor,
    "torch._utils._rebuild_parameter": .parameter,
    "torch.Size": .size,
    "torch.device": .device,
    "argparse.Namespace": .namespace,
    "numpy.dtype": .numPyType,
    "numpy.core.multiarray.scalar": .numPyScalar,
    "numpy._core.multiarray.scalar": .numPyScalar,
    "_codecs.encode": .latin1Encoding,
  ]

  /// Types of elements, which a configuration may name; their value is their name.
  private static let elementTypes: Set = ["float16", "bfloat16", "float32", "float64", "int64", "int32", "uint8", "bool"]

  /// What a name stands for.
  static func value(module: String, name: String) throws(PickleFailure) -> PickleValue {
    if let constructor = names["\(module).\(name)"] { return .constructor(constructor) }
    if module == "torch" || module == "torch.storage", let kind = TorchStorage.Kind(rawValue: name) {
      return .constructor(.storage(kind))
    }
    if module == "torch", elementTypes.contains(name) { return .text("torch.\(name)") }
    throw .forbidden(module, name)
  }

  /// The name for errors.
  var name: String {
    if case .storage(let kind) = self { return "torch.\(kind.rawValue)" }
    return Self.names.filter { $0.value == self }.keys.min() ?? "\(self)"
  }

  /// What the function makes of its arguments: the instruction REDUCE.
  func call(_ arguments: [PickleValue], heap: inout PickleHeap) throws(PickleFailure) -> PickleValue {
    switch (self, arguments.count) {
    case (.orderedDictionary, 0): return heap.dictionary(.ordered)
    case (.tensor, 6): return heap.tensor(try TorchTensor(rebuiltFrom: arguments, heap: heap))
    case (.tensor, 7):
      guard arguments[6] == .none || heap.isEmptyDictionary(arguments[6]) else {
        throw PickleFailure("a tensor is marked as negated or conjugated", remedy: "save its .resolve_neg() instead")
      }
      return heap.tensor(try TorchTensor(rebuiltFrom: arguments.dropLast(), heap: heap))
    case (.parameter, 3):
      guard case .tensor = arguments[0], case .boolean = arguments[1] else { break }
      return arguments[0]
    case (.size, 1):
      guard case .tuple = arguments[0] else { break }
      return arguments[0]
    case (.device, 1...2):
      guard case .text(let kind) = arguments[0], kind.utf8.count <= 32 else { break }
      if arguments.count == 1 { return .text(kind) }
      guard case .integer(let index) = arguments[1] else { break }
      return .text("\(kind):\(index)")
    case (.numPyType, 3):
      guard case .text(let code) = arguments[0], let type = NumPyScalarType(rawValue: code) else { break }
      return .numPyType(type)
    case (.numPyScalar, 2):
      guard case .numPyType(let type) = arguments[0], case .bytes(let place) = arguments[1],
        let value = type.value(of: heap.blobs[place])
      else { break }
      return value
    case (.latin1Encoding, 2):
      guard case .text(let text) = arguments[0], arguments[1] == .text("latin1") else { break }
      try heap.charge(text.utf8.count)
      let bytes = text.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
      guard bytes.count == text.unicodeScalars.count else { break }
      return heap.bytes(bytes)
    default: break
    }
    throw PickleFailure("\(name) is called with arguments it does not have")
  }

  /// The object a class makes without initialising it: the instruction NEWOBJ.
  func new(_ arguments: [PickleValue], heap: inout PickleHeap) throws(PickleFailure) -> PickleValue {
    guard self == .namespace, arguments.isEmpty else {
      throw PickleFailure("the pickle makes an object of \(name), which no weight file needs")
    }
    return heap.dictionary(.namespace)
  }
}

extension PickleHeap {
  func isEmptyDictionary(_ value: PickleValue) -> Bool {
    if case .dictionary(let place) = value { dictionaries[place].entries.isEmpty } else { false }
  }

  /// Gives an object its state: the instruction BUILD. Only three kinds of object have one.
  mutating func setState(of object: PickleValue, to state: PickleValue) throws(PickleFailure) {
    switch (object, state) {
    case (.numPyType, .tuple(let place)):
      // (version, byte order, ...): only the order matters.
      let fields = sequences[place]
      guard fields.count >= 2, fields[1] == .text("<") || fields[1] == .text("|") else {
        throw PickleFailure("a NumPy number is not little-endian")
      }
    case (.dictionary(let place), .dictionary(let source)) where place != source:
      let attributes = dictionaries[source].entries
      switch dictionaries[place].kind {
      case .ordered:
        // A state dict's module versions, of no use here.
        guard attributes.allSatisfy({ $0.key == .text("_metadata") }) else {
          throw PickleFailure("the pickle sets attributes of an OrderedDict, which no weight file needs")
        }
      case .namespace:
        try charge(attributes.count)
        for attribute in attributes { try dictionaries[place].set(attribute.key, to: attribute.value) }
      case .plain:
        throw PickleFailure("the pickle sets attributes of a dict, which no weight file needs")
      }
    default:
      throw PickleFailure("the pickle sets the state of \(object.kind), which no weight file needs")
    }
  }
}
