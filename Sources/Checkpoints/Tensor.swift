/// A tensor as a file holds it: a name, a shape, and its elements' bytes, little-endian and in row-major order.
public struct Tensor: Equatable, Sendable {
  /// The name in the file, such as `blocks.0.attn.W_Q`.
  public let name: String
  /// The dimensions, slowest first; empty for a scalar.
  public let shape: [Int]
  /// How the elements are stored.
  public let elementType: ElementType
  /// The elements' bytes: `count * elementType.byteCount` of them.
  public let bytes: [UInt8]

  /// Makes a tensor from stored bytes; nil when their number is not what the shape and the type need.
  public init?(name: String, shape: [Int], elementType: ElementType, bytes: [UInt8]) {
    guard elementType.byteCount(shape: shape) == bytes.count else { return nil }
    self.name = name
    self.shape = shape
    self.elementType = elementType
    self.bytes = bytes
  }

  /// Makes a float32 tensor. There must be as many values as the shape has places.
  public init(name: String, shape: [Int], floats: [Float]) {
    self.init(name: name, shape: shape, elementType: .float32, words: floats.map(\.bitPattern))
  }

  /// Makes a float64 tensor. There must be as many values as the shape has places.
  public init(name: String, shape: [Int], doubles: [Double]) {
    self.init(name: name, shape: shape, elementType: .float64, words: doubles.map(\.bitPattern))
  }

  /// Makes an int64 tensor. There must be as many values as the shape has places.
  public init(name: String, shape: [Int], integers: [Int64]) {
    self.init(name: name, shape: shape, elementType: .int64, words: integers)
  }

  private init<Word: FixedWidthInteger>(name: String, shape: [Int], elementType: ElementType, words: [Word]) {
    precondition(
      elementType.byteCount(shape: shape) == words.count * elementType.byteCount,
      "\(words.count) values do not fill the shape \(shape) of '\(name)'")
    self.name = name
    self.shape = shape
    self.elementType = elementType
    bytes = words.map(\.littleEndian).withUnsafeBytes { Array($0) }
  }

  /// The number of elements: the product of the shape, 1 for a scalar.
  public var count: Int { bytes.count / elementType.byteCount }

  /// The same tensor under another name.
  public func renamed(_ name: String) -> Tensor {
    Tensor(name: name, of: self)
  }

  private init(name: String, of other: Tensor) {
    self.name = name
    shape = other.shape
    elementType = other.elementType
    bytes = other.bytes
  }
}
