/// What a PyTorch file holds: weights and what was saved with them.
public struct TorchArchive: Equatable, Sendable {
  /// The tensors of the state dict, in its order; views of storages are made row-major. There is no metadata.
  public let tensors: TensorArchive
  /// The members of `model_config` or `config`; empty if the file has neither.
  public let configuration: [String: ConfigurationValue]
  /// What else stands in the outermost dictionary and is plain: the step, the seed, an accuracy, the command's options.
  public let notes: [String: ConfigurationValue]
  /// The names of tensors that are views of one storage, such as a head tied to the embedding: groups of two and more, in the
  /// file's order.
  public let sharedStorages: [[String]]
}

extension TorchArchive {
  /// A file's tensors may take this much, or twice the storages' size if that is more: a view may repeat one element for ever.
  static let harmlessSize = 64 << 20

  /// Runs a pickle that refers to storages by their keys.
  init(pickle: [UInt8], storages: [String: [UInt8]]) throws(PickleFailure) {
    let (root, heap) = try PickleMachine.run(pickle, storageSizes: storages.mapValues(\.count))
    let contents = try TorchContents(root, heap: heap)
    var budget = max(Self.harmlessSize, 2 * storages.values.reduce(0) { $0 + $1.count })
    var tensors: [Tensor] = []
    var users: [String: [String]] = [:]
    for (name, view) in contents.weights {
      guard name != TensorArchive.metadataName else { throw PickleFailure("'\(name)' cannot be a tensor's name") }
      tensors.append(try Tensor(name: name, view, of: storages[view.storage.key] ?? [], budget: &budget))
      users[view.storage.key, default: []].append(name)
    }
    self.tensors = TensorArchive(tensors)
    configuration = contents.configuration
    notes = contents.notes
    sharedStorages = contents.weights.compactMap { name, view in
      users[view.storage.key].flatMap { $0.count > 1 && $0.first == name ? $0 : nil }
    }
  }
}

extension Tensor {
  /// Copies a view out of its storage; what it takes is subtracted from the budget.
  fileprivate init(
    name: String, _ view: TorchTensor, of storage: [UInt8], budget: inout Int
  ) throws(PickleFailure) {
    guard let type = view.storage.kind.elementType else {
      throw PickleFailure(
        "tensor '\(name.shortened)' is stored as torch.\(view.storage.kind.rawValue)",
        remedy: "save it as float16, bfloat16, float32, float64, int32, int64, uint8 or bool")
    }
    guard let size = type.byteCount(shape: view.shape), size <= budget else {
      throw PickleFailure("tensor '\(name.shortened)' of shape \(view.shape) is far larger than the file")
    }
    budget -= size
    let elements = StridedElements(
      shape: view.shape, strides: view.strides, offset: view.offset, elementSize: type.byteCount)
    guard let tensor = Tensor(name: name, shape: view.shape, elementType: type, bytes: elements.rowMajor(of: storage)) else {
      throw PickleFailure("tensor '\(name.shortened)' does not fit its storage")
    }
    self = tensor
  }
}
