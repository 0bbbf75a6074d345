/// A run of elements in the archive's `data` folder, which tensors are views of.
struct TorchStorage {
  /// PyTorch's classes of storages.
  enum Kind: String {
    case half = "HalfStorage"
    case bfloat16 = "BFloat16Storage"
    case float = "FloatStorage"
    case double = "DoubleStorage"
    case long = "LongStorage"
    case int = "IntStorage"
    case byte = "ByteStorage"
    case bool = "BoolStorage"
    // Known, so that a file may hold them outside its weights.
    case char = "CharStorage"
    case short = "ShortStorage"
    case complexFloat = "ComplexFloatStorage"
    case complexDouble = "ComplexDoubleStorage"
    case untyped = "UntypedStorage"

    /// Bytes an element takes.
    var byteCount: Int {
      switch self {
      case .char, .untyped: 1
      case .short: 2
      case .complexFloat: 8
      case .complexDouble: 16
      default: elementType?.byteCount ?? 1
      }
    }

    /// The type of a tensor's elements; nil when tensors of this kind are not read.
    var elementType: ElementType? {
      switch self {
      case .half: .float16
      case .bfloat16: .bfloat16
      case .float: .float32
      case .double: .float64
      case .long: .int64
      case .int: .int32
      case .byte: .uint8
      case .bool: .bool
      case .char, .short, .complexFloat, .complexDouble, .untyped: nil
      }
    }
  }

  let kind: Kind
  /// The file's name in the `data` folder.
  let key: String
  /// How many elements there are.
  let count: Int

  /// Reads what PyTorch says of a storage: `('storage', class, key, device, elements)`. The bytes must be there, all of them.
  init(describedBy fields: [PickleValue], sizes: [String: Int]) throws(PickleFailure) {
    guard fields.count == 5, fields[0] == .text("storage"), case .constructor(.storage(let kind)) = fields[1],
      case .text(let key) = fields[2], case .text = fields[3], case .integer(let count) = fields[4]
    else { throw PickleFailure("a storage is not described as PyTorch does it") }
    guard key.utf8.count <= PickleDictionary.longestKey, let size = sizes[key] else {
      throw PickleFailure("storage '\(key.shortened)' is not in the archive")
    }
    let needed = count.multipliedReportingOverflow(by: kind.byteCount)
    guard count >= 0, !needed.overflow, needed.partialValue == size else {
      throw PickleFailure(
        "storage '\(key.shortened)' should hold \(count) elements of torch.\(kind.rawValue) but has \(size) bytes")
    }
    self.kind = kind
    self.key = key
    self.count = count
  }
}
