/// What a checkpoint's pickle holds, sorted into what PyTorch users put there: weights, configuration, notes.
struct TorchContents {
  /// Under these names, training loops save the weights next to other things.
  static let weightKeys = ["model_state", "model_state_dict", "state_dict", "model"]
  /// Under these, the architecture. The first that is there counts; another is a note.
  static let configurationKeys = ["model_config", "config"]
  /// What begins so is an optimizer's state, of no use for analysis.
  static let ignoredPrefix = "optim"

  private(set) var weights: [(name: String, tensor: TorchTensor)] = []
  private(set) var configuration: [String: ConfigurationValue] = [:]
  private(set) var notes: [String: ConfigurationValue] = [:]

  /// Sorts what the machine has made.
  init(_ root: PickleValue, heap: PickleHeap) throws(PickleFailure) {
    guard case .dictionary(let place) = root else {
      throw PickleFailure(
        "the file holds \(root.kind) instead of a state dict", remedy: "save it with torch.save(model.state_dict(), ...)")
    }
    let outermost = heap.dictionaries[place]
    let wrapped = Self.weightKeys.filter { if case .dictionary = outermost[$0] { true } else { false } }
    guard wrapped.count <= 1 else {
      throw PickleFailure(
        "the file holds weights twice, under '\(wrapped[0])' and '\(wrapped[1])'", remedy: "save only one of them")
    }
    if let key = wrapped.first, case .dictionary(let inner) = outermost[key] {
      weights = try Self.stateDictionary(heap.dictionaries[inner], named: key, heap: heap)
      try sortRest(outermost, except: key, heap: heap)
    } else {
      weights = try Self.bareWeights(outermost, heap: heap)
      try sortRest(outermost, except: nil, heap: heap)
    }
  }

  /// A state dict: every value a tensor.
  private static func stateDictionary(
    _ dictionary: PickleDictionary, named title: String, heap: PickleHeap
  ) throws(PickleFailure) -> [(name: String, tensor: TorchTensor)] {
    var weights: [(name: String, tensor: TorchTensor)] = []
    for (key, value) in dictionary.entries {
      guard case .text(let name) = key else { throw PickleFailure("'\(title)' has \(key.kind) as a tensor's name") }
      guard case .tensor(let place) = value else {
        throw PickleFailure(
          "'\(name.shortened)' in '\(title)' is \(value.kind) instead of a tensor", remedy: "save only tensors there")
      }
      weights.append((name, heap.tensors[place]))
    }
    guard !weights.isEmpty else { throw PickleFailure("'\(title)' holds no tensors") }
    return weights
  }

  /// The tensors of a state dict that is the whole file.
  private static func bareWeights(
    _ dictionary: PickleDictionary, heap: PickleHeap
  ) throws(PickleFailure) -> [(name: String, tensor: TorchTensor)] {
    var weights: [(name: String, tensor: TorchTensor)] = []
    for (key, value) in dictionary.entries {
      guard case .tensor(let place) = value else { continue }
      guard case .text(let name) = key else { throw PickleFailure("\(key.kind) is a tensor's name") }
      weights.append((name, heap.tensors[place]))
    }
    guard !weights.isEmpty else {
      throw PickleFailure(
        "the file holds no tensors, neither by themselves nor under \(weightKeys.joined(separator: ", "))",
        remedy: "save it with torch.save(model.state_dict(), ...)")
    }
    return weights
  }

  private mutating func sortRest(
    _ dictionary: PickleDictionary, except weightKey: String?, heap: PickleHeap
  ) throws(PickleFailure) {
    let configurationKey = Self.configurationKeys.first { if case .dictionary = dictionary[$0] { true } else { false } }
    var reader = ConfigurationReader(heap)
    for (key, value) in dictionary.entries {
      guard case .text(let name) = key, name != weightKey, !name.hasPrefix(Self.ignoredPrefix) else { continue }
      if name == configurationKey {
        configuration = try reader.value(value, of: name).dictionary ?? [:]
      } else if let note = try reader.plainValue(value) {
        notes[name] = note
      }
    }
  }
}
