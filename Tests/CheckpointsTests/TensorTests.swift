import Checkpoints
import Testing

@Suite struct TensorTests {
  @Test func needsTheBytesOfItsShape() {
    #expect(Tensor(name: "w", shape: [2], elementType: .float32, bytes: [UInt8](repeating: 0, count: 8)) != nil)
    #expect(Tensor(name: "w", shape: [2], elementType: .float32, bytes: [UInt8](repeating: 0, count: 9)) == nil)
    #expect(Tensor(name: "w", shape: [-1], elementType: .uint8, bytes: []) == nil)
    #expect(Tensor(name: "w", shape: [.max, 2], elementType: .uint8, bytes: []) == nil)
    #expect(Tensor(name: "w", shape: [], elementType: .uint8, bytes: [3])?.count == 1)
  }

  @Test(
    arguments: [
      (ElementType.float16, [0x00, 0x3C, 0x00, 0xC0, 0xFF, 0x7B, 0x01, 0x00], [1, -2, 65504, 0x1p-24]),
      (.bfloat16, [0x80, 0x3F, 0x00, 0xC0], [1, -2]),
      (.float32, [0x00, 0x00, 0x80, 0x3F], [1]),
      (.float64, [0, 0, 0, 0, 0, 0, 0xF8, 0xBF], [-1.5]),
      (.int64, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [-1]),
      (.int32, [0x00, 0x00, 0x00, 0x80], [-2_147_483_648]),
      (.uint8, [0, 255], [0, 255]),
      (.bool, [0, 1, 2], [0, 1, 1]),
    ] as [(ElementType, [UInt8], [Double])])
  func convertsEveryType(_ type: ElementType, _ bytes: [UInt8], _ expected: [Double]) throws {
    let tensor = try #require(Tensor(name: "w", shape: [expected.count], elementType: type, bytes: bytes))
    #expect(tensor.doubles() == expected)
    #expect(tensor.floats() == expected.map(Float.init))
    #expect(tensor.integers() == (type.isFloatingPoint ? nil : expected.map { Int64($0) }))
    #expect(tensor.firstNonFinite() == nil)
  }

  #if !(os(macOS) && arch(x86_64))
    @Test func widensEveryHalf() throws {
      let bytes = (0...UInt16.max).flatMap { Examples.littleEndian($0) }
      let tensor = try #require(Tensor(name: "w", shape: [65536], elementType: .float16, bytes: bytes))
      for (pattern, value) in zip(0...UInt16.max, tensor.floats()) {
        let expected = Float(Float16(bitPattern: pattern))
        #expect(value == expected && value.sign == expected.sign || value.isNaN && expected.isNaN)
      }
    }
  #endif

  @Test func keepsLargeIntegersWhole() {
    let tensor = Tensor(name: "w", shape: [2], integers: [.max, .min])
    #expect(tensor.integers() == [.max, .min])
    #expect(tensor.doubles() == [0x1p63, -0x1p63])
  }

  @Test func findsWhatIsNotFinite() throws {
    let tensor = Tensor(name: "w", shape: [2, 2, 2], doubles: [0, 1, 2, 3, 4, -.infinity, 6, .nan])
    let found = try #require(tensor.firstNonFinite())
    #expect(found.position == [1, 0, 1])
    #expect(found.value == -.infinity)
    let half = Tensor(name: "w", shape: [1], elementType: .float16, bytes: [0x00, 0x7C])
    #expect(half?.firstNonFinite()?.value == .infinity)
    // Finite as stored, though too large for float32.
    #expect(Tensor(name: "w", shape: [1], doubles: [1e300]).firstNonFinite() == nil)
  }
}
