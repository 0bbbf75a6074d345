import Checkpoints
import Files
import Foundation
import Testing

/// Small archives and the tools to spoil them.
enum Examples {
  /// Every element type, a scalar, an empty tensor, names and metadata that need escaping.
  static let archive = TensorArchive(
    ElementType.allCases.enumerated().compactMap { index, type in
      Tensor(
        name: "tensor \(type.rawValue)", shape: [2, 3], elementType: type,
        bytes: (0..<6 * type.byteCount).map { UInt8($0 % 3 + index) })
    } + [
      Tensor(name: "scalar", shape: [], floats: [2.5]),
      Tensor(name: "empty", shape: [0, 4], floats: []),
      Tensor(name: "blocks.0.\"q\"\\\n\u{1}é😀", shape: [1], integers: [-1]),
    ],
    metadata: ["b": "{\"d\": 1}", "a": "tab\tend", "ü": ""])

  static let small = TensorArchive([Tensor(name: "w", shape: [2], floats: [1, -2])], metadata: ["k": "v"])

  /// A safetensors file of a header as given and data of so many zero bytes.
  static func safeTensors(_ header: String, data: Int = 0) -> [UInt8] {
    littleEndian(UInt64(header.utf8.count)) + Array(header.utf8) + [UInt8](repeating: 0, count: data)
  }

  static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  /// A version 1.0 array of a header as given and data of so many zero bytes.
  static func npy(_ header: String, data: Int = 0) -> [UInt8] {
    [0x93] + Array("NUMPY".utf8) + [1, 0] + littleEndian(UInt16(header.utf8.count)) + Array(header.utf8)
      + [UInt8](repeating: 0, count: data)
  }
}

/// A folder that is there for one test.
struct Scratch: ~Copyable {
  let path = FileManager.default.temporaryDirectory.path + "/checkpoints-tests-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var contents: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}

/// Expects bad data, told in one line that names the file and is short enough to read.
func expectBadData(
  _ what: String, mentions text: String = "", sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws(FileError) -> Void
) {
  do {
    try body()
    Issue.record("\(what): was read", sourceLocation: sourceLocation)
  } catch {
    #expect(error.category == .badData, "\(what): \(error)", sourceLocation: sourceLocation)
    #expect(error.description.hasPrefix("in: "), "\(what): \(error)", sourceLocation: sourceLocation)
    #expect(text.isEmpty || error.description.contains(text), "\(what): \(error)", sourceLocation: sourceLocation)
    #expect(!error.problem.isEmpty && !error.remedy.isEmpty, sourceLocation: sourceLocation)
    let isOneLine = !error.description.contains { $0.isNewline }
    #expect(isOneLine, "\(what): \(error)", sourceLocation: sourceLocation)
    #expect(error.description.utf8.count < 400, sourceLocation: sourceLocation)
  }
}

/// The same bits over and over: hostile files must be the same in every run.
struct FixedBits: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ state >> 29) &* 0x9E37_79B9_7F4A_7C15
  }
}
