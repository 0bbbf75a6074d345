/// A view of a storage: where it begins, how many places each dimension has, and how far apart they are.
struct TorchTensor {
  /// PyTorch allows 64; weights have up to five.
  static let mostDimensions = 8

  let storage: TorchStorage
  /// The first element's place in the storage.
  let offset: Int
  let shape: [Int]
  /// Elements from one place of a dimension to the next.
  let strides: [Int]

  /// Reads the arguments of `_rebuild_tensor_v2`: storage, offset, shape, strides, requires_grad, hooks. Every element must lie
  /// in the storage.
  init(rebuiltFrom arguments: [PickleValue], heap: PickleHeap) throws(PickleFailure) {
    guard arguments.count == 6, case .storage(let place) = arguments[0], case .integer(let offset) = arguments[1],
      let shape = try heap.integers(arguments[2]), let strides = try heap.integers(arguments[3]),
      shape.count == strides.count, case .boolean = arguments[4]
    else { throw PickleFailure("a tensor is not described as PyTorch does it") }
    let storage = heap.storages[place]
    guard Self.fits(offset: offset, shape: shape, strides: strides, count: storage.count) else {
      throw PickleFailure(
        "a tensor of shape \(shape), strides \(strides) and offset \(offset) reaches outside storage "
          + "'\(storage.key.shortened)' of \(storage.count) elements")
    }
    self.storage = storage
    self.offset = offset
    self.shape = shape
    self.strides = strides
  }

  private static func fits(offset: Int, shape: [Int], strides: [Int], count: Int) -> Bool {
    guard offset >= 0, shape.allSatisfy({ $0 >= 0 }), strides.allSatisfy({ $0 >= 0 }) else { return false }
    if shape.contains(0) { return offset <= count }
    var last = offset
    for (dimension, stride) in zip(shape, strides) {
      let (reach, isTooFar) = (dimension - 1).multipliedReportingOverflow(by: stride)
      let (sum, isTooLarge) = last.addingReportingOverflow(reach)
      guard !isTooFar, !isTooLarge else { return false }
      last = sum
    }
    return last < count
  }
}

extension PickleHeap {
  /// A tensor's shape or strides: a tuple or list of whole numbers; nil for anything else.
  fileprivate func integers(_ value: PickleValue) throws(PickleFailure) -> [Int]? {
    let place: Int
    switch value {
    case .tuple(let tuple): place = tuple
    case .list(let list): place = list
    default: return nil
    }
    guard sequences[place].count <= TorchTensor.mostDimensions else {
      throw PickleFailure(
        "a tensor has \(sequences[place].count) dimensions and at most \(TorchTensor.mostDimensions) are read")
    }
    var integers: [Int] = []
    for element in sequences[place] {
      guard case .integer(let integer) = element else { return nil }
      integers.append(integer)
    }
    return integers
  }
}
