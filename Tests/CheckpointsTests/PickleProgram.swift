/// Writes pickles instruction by instruction, so that they can say what Python's writer would not.
enum PickleProgram {
  static func byte(_ text: Character) -> [UInt8] { [text.asciiValue ?? 0] }

  static func text(_ text: String) -> [UInt8] {
    byte("X") + Examples.littleEndian(UInt32(text.utf8.count)) + Array(text.utf8)
  }

  static func integer(_ value: Int) -> [UInt8] { [0x8A, 8] + Examples.littleEndian(Int64(value)) }

  static func real(_ value: Double) -> [UInt8] { byte("G") + Examples.littleEndian(value.bitPattern.byteSwapped) }

  static let none = byte("N")
  static let no: [UInt8] = [0x89]
  static let emptyDictionary = byte("}")

  static func tuple(_ items: [[UInt8]]) -> [UInt8] { byte("(") + items.joined() + byte("t") }

  static func integers(_ values: [Int]) -> [UInt8] { tuple(values.map(integer)) }

  static func list(_ items: [[UInt8]]) -> [UInt8] { byte("]") + byte("(") + items.joined() + byte("e") }

  static func dictionary(_ members: [(key: [UInt8], value: [UInt8])]) -> [UInt8] {
    emptyDictionary + byte("(") + members.flatMap { $0.key + $0.value } + byte("u")
  }

  static func dictionary(_ members: KeyValuePairs<String, [UInt8]>) -> [UInt8] {
    dictionary(members.map { (text($0.key), $0.value) })
  }

  static func global(_ module: String, _ name: String) -> [UInt8] { Array("c\(module)\n\(name)\n".utf8) }

  static func stackGlobal(_ module: String, _ name: String) -> [UInt8] { text(module) + text(name) + [0x93] }

  static func call(_ function: [UInt8], _ arguments: [UInt8]...) -> [UInt8] { function + tuple(arguments) + byte("R") }

  static func storage(_ kind: String = "FloatStorage", key: String = "0", count: Int) -> [UInt8] {
    tuple([text("storage"), global("torch", kind), text(key), text("cpu"), integer(count)]) + byte("Q")
  }

  static let rebuildTensor = global("torch._utils", "_rebuild_tensor_v2")
  static let hooks = call(global("collections", "OrderedDict"))

  static func tensor(_ storage: [UInt8], offset: Int = 0, shape: [Int], strides: [Int]) -> [UInt8] {
    call(rebuildTensor, storage, integer(offset), integers(shape), integers(strides), no, hooks)
  }

  /// A tensor of the one float of storage '0'.
  static let weight = tensor(storage(count: 1), shape: [1], strides: [1])

  /// A checkpoint of a pickle of these instructions and of storages; the first holds the float 1.
  static func file(
    _ instructions: [UInt8], protocol version: UInt8 = 2, storages: [[UInt8]] = [[0, 0, 0x80, 0x3F]], others: [RawZip] = []
  ) -> [UInt8] {
    archive(pickle: [0x80, version] + instructions + byte("."), storages: storages, others: others)
  }

  static func archive(
    pickle: [UInt8], storages: [[UInt8]] = [[0, 0, 0x80, 0x3F]], others: [RawZip] = []
  ) -> [UInt8] {
    RawZip.archive(
      [RawZip(name: "model/data.pkl", data: pickle)] + others
        + storages.enumerated().map { RawZip(name: "model/data/\($0)", data: $1) })
  }
}
