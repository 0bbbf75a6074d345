/// Python's pickle machine, as far as weight files need it: a stack, a memo, and a whitelist.
///
/// A pickle is a program. This interpreter runs nothing of it but building plain values; what would call into Python goes
/// through `PickleConstructor`, which knows a dozen names and rebuilds what they mean. Anything else is an error that names
/// the instruction or the class.
struct PickleMachine {
  /// No pickle may be longer: that of a model of a million tensors is about this long.
  static let largestPickle = 16 << 20
  /// Values put on the stack in all.
  static let mostValues = 1 << 20
  static let mostMemos = 1 << 19
  /// Containers begun and not ended; Python's own writer stops at about a thousand.
  static let deepestNesting = 1000

  private var reader: PickleReader
  private var heap = PickleHeap()
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private var valuesPushed = 0
  /// The files of the archive's `data` folder and their sizes.
  private let storageSizes: [String: Int]

  private init(_ bytes: [UInt8], storageSizes: [String: Int]) {
    reader = PickleReader(bytes)
    self.storageSizes = storageSizes
  }

  /// Runs a pickle; `storageSizes` tells the bytes of the storages it may refer to, by key.
  static func run(
    _ bytes: [UInt8], storageSizes: [String: Int]
  ) throws(PickleFailure) -> (root: PickleValue, heap: PickleHeap) {
    guard bytes.count <= largestPickle else {
      throw PickleFailure("data.pkl has \(bytes.count) bytes and at most \(largestPickle) are read")
    }
    var machine = PickleMachine(bytes, storageSizes: storageSizes)
    let root = try machine.run()
    return (root, machine.heap)
  }

  private mutating func run() throws(PickleFailure) -> PickleValue {
    guard try reader.byte() == PickleOpcode.proto.rawValue else {
      throw PickleFailure("data.pkl is no pickle of protocol 2 or later", remedy: "save the file again with torch.save")
    }
    let version = try reader.byte()
    guard (2...5).contains(version) else {
      throw PickleFailure("data.pkl is a pickle of protocol \(version)", remedy: "save it with protocol 2 to 5")
    }
    while true {
      let start = reader.index
      do throws(PickleFailure) {
        let byte = try reader.byte()
        guard let opcode = PickleOpcode(rawValue: byte) else { throw PickleFailure("\(byte) is no instruction of a pickle") }
        if opcode == .stop { return try result() }
        try obey(opcode)
      } catch {
        throw error.at(byte: start)
      }
    }
  }

  private mutating func result() throws(PickleFailure) -> PickleValue {
    let root = try pop()
    guard stack.isEmpty, marks.isEmpty else { throw PickleFailure("the pickle ends in the middle of a value") }
    guard reader.remaining == 0 else { throw PickleFailure("something follows the pickle's end") }
    return root
  }

  private mutating func obey(_ opcode: PickleOpcode) throws(PickleFailure) {
    switch opcode {
    case .none: try push(.none)
    case .newtrue: try push(.boolean(true))
    case .newfalse: try push(.boolean(false))
    case .binint: try push(.integer(try reader.signed(4)))
    case .binint1: try push(.integer(Int(try reader.byte())))
    case .binint2: try push(.integer(Int(try reader.unsigned(2))))
    case .long1: try push(try long())
    case .binfloat: try push(.real(Double(bitPattern: try reader.unsigned(8).byteSwapped)))
    case .binunicode: try push(.text(try reader.text(lengthSize: 4)))
    case .shortBinunicode: try push(.text(try reader.text(lengthSize: 1)))
    case .binunicode8: try push(.text(try reader.text(lengthSize: 8)))
    case .binbytes: try pushBytes(lengthSize: 4)
    case .shortBinbytes: try pushBytes(lengthSize: 1)
    case .binbytes8: try pushBytes(lengthSize: 8)

    case .mark: try mark()
    case .emptyTuple: try push(heap.tuple([]))
    case .tuple: try push(heap.tuple(try popToMark()))
    case .tuple1: try pushTuple(of: 1)
    case .tuple2: try pushTuple(of: 2)
    case .tuple3: try pushTuple(of: 3)
    case .emptyList: try push(heap.list())
    case .append: try append([try pop()])
    case .appends: try append(try popToMark())
    case .emptyDict: try push(heap.dictionary(.plain))
    case .setitem: try setItems(try pop(2))
    case .setitems: try setItems(try popToMark())

    case .binput: try put(Int(try reader.byte()))
    case .longBinput: try put(Int(try reader.unsigned(4)))
    case .memoize: try put(memo.count)
    case .binget: try get(Int(try reader.byte()))
    case .longBinget: try get(Int(try reader.unsigned(4)))

    case .global: try push(try PickleConstructor.value(module: try reader.line(), name: try reader.line()))
    case .stackGlobal: try pushStackGlobal()
    case .reduce:
      try construct { (constructor, arguments, heap) throws(PickleFailure) in
        try constructor.call(arguments, heap: &heap)
      }
    case .newobj:
      try construct { (constructor, arguments, heap) throws(PickleFailure) in
        try constructor.new(arguments, heap: &heap)
      }
    case .build: try build()
    case .binpersid: try pushStorage()

    case .frame: _ = try reader.length(8)
    case .proto: throw PickleFailure("the pickle begins a second time")
    default: throw PickleFailure("the pickle uses the instruction \(opcode.name), which no weight file needs")
    }
  }
}

// The stack and the memo.
extension PickleMachine {
  private mutating func push(_ value: PickleValue) throws(PickleFailure) {
    valuesPushed += 1
    guard valuesPushed <= Self.mostValues else { throw PickleFailure("the pickle has more than \(Self.mostValues) values") }
    stack.append(value)
  }

  private mutating func mark() throws(PickleFailure) {
    guard marks.count < Self.deepestNesting else {
      throw PickleFailure("the pickle is nested more than \(Self.deepestNesting) deep")
    }
    marks.append(stack.count)
  }

  /// Takes values off the stack, in the order in which they were pushed.
  private mutating func pop(_ count: Int) throws(PickleFailure) -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else { throw PickleFailure("the pickle's stack is empty") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func pop() throws(PickleFailure) -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.popLast() else { throw PickleFailure("the pickle's stack is empty") }
    return value
  }

  private mutating func popToMark() throws(PickleFailure) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw PickleFailure("the pickle ends a container that it has not begun") }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private func top() throws(PickleFailure) -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.last else { throw PickleFailure("the pickle's stack is empty") }
    return value
  }

  private mutating func put(_ place: Int) throws(PickleFailure) {
    memo[place] = try top()
    guard memo.count <= Self.mostMemos else { throw PickleFailure("the pickle remembers more than \(Self.mostMemos) values") }
  }

  private mutating func get(_ place: Int) throws(PickleFailure) {
    guard let value = memo[place] else { throw PickleFailure("the pickle refers to value \(place), which it never stored") }
    try push(value)
  }
}

// Values and containers.
extension PickleMachine {
  private mutating func long() throws(PickleFailure) -> PickleValue {
    let size = try reader.length(1)
    if size <= 8 { return .integer(try reader.signed(size)) }
    _ = try reader.take(size)
    return .hugeInteger
  }

  private mutating func pushBytes(lengthSize: Int) throws(PickleFailure) {
    try push(heap.bytes(Array(try reader.take(try reader.length(lengthSize)))))
  }

  private mutating func pushTuple(of count: Int) throws(PickleFailure) {
    try push(heap.tuple(try pop(count)))
  }

  private mutating func append(_ elements: [PickleValue]) throws(PickleFailure) {
    guard case .list(let place) = try top() else { throw PickleFailure("something is appended to \(try top().kind)") }
    heap.sequences[place] += elements
  }

  private mutating func setItems(_ items: [PickleValue]) throws(PickleFailure) {
    guard case .dictionary(let place) = try top(), heap.dictionaries[place].kind != .namespace else {
      throw PickleFailure("an item is set in \(try top().kind) that has none")
    }
    guard items.count.isMultiple(of: 2) else { throw PickleFailure("a key of a dict has no value") }
    for index in stride(from: 0, to: items.count, by: 2) {
      try heap.dictionaries[place].set(items[index], to: items[index + 1])
    }
  }
}

// Names, calls and storages.
extension PickleMachine {
  private mutating func pushStackGlobal() throws(PickleFailure) {
    let names = try pop(2)
    guard case .text(let module) = names[0], case .text(let name) = names[1] else {
      throw PickleFailure("the pickle asks for a class whose name is no text")
    }
    try push(try PickleConstructor.value(module: module, name: name))
  }

  private typealias Construction =
    (PickleConstructor, [PickleValue], inout PickleHeap) throws(PickleFailure) -> PickleValue

  private mutating func construct(_ construction: Construction) throws(PickleFailure) {
    let operands = try pop(2)
    guard case .constructor(let constructor) = operands[0] else {
      throw PickleFailure("the pickle calls \(operands[0].kind), which is no function")
    }
    guard case .tuple(let place) = operands[1] else {
      throw PickleFailure("the arguments of \(constructor.name) are \(operands[1].kind) instead of a tuple")
    }
    try push(try construction(constructor, heap.sequences[place], &heap))
  }

  private mutating func build() throws(PickleFailure) {
    let state = try pop()
    try heap.setState(of: try top(), to: state)
  }

  private mutating func pushStorage() throws(PickleFailure) {
    guard case .tuple(let place) = try pop() else { throw PickleFailure("a storage is not described by a tuple") }
    try push(heap.storage(try TorchStorage(describedBy: heap.sequences[place], sizes: storageSizes)))
  }
}
