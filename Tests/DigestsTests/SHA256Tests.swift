import Digests
import Testing

@Suite struct SHA256Tests {
  /// NIST's example vectors for SHA-256 (FIPS 180-4), and the empty message.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func publishedVectors(message: String, hex: String) {
    #expect(SHA256.digest(of: message.utf8).hex == hex)
  }

  @Test func millionLetters() {
    let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(SHA256.digest(of: letters).hex == expected)
    letters.withUnsafeBytes { #expect(SHA256.digest(of: $0).hex == expected) }
  }

  @Test func piecesOfAnySizeHashLikeTheWhole() {
    let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let whole = SHA256.digest(of: message)
    for size in [1, 3, 63, 64, 65, 127, 999] {
      var hash = SHA256()
      for start in stride(from: 0, to: message.count, by: size) {
        hash.update(message[start..<min(start + size, message.count)])
        hash.update([])
      }
      #expect(hash.finalize() == whole, "in pieces of \(size)")
    }
  }

  @Test func bytesWithoutContiguousStorage() {
    let message = (0..<100).map(UInt8.init)
    #expect(SHA256.digest(of: message.reversed()) == SHA256.digest(of: Array(message.reversed())))
  }

  @Test func aValueCanBeFinalizedCopiedAndExtended() {
    var prefix = SHA256()
    prefix.update("ab".utf8)
    var longer = prefix
    _ = prefix.finalize()
    prefix.update("c".utf8)
    longer.update("d".utf8)
    #expect(prefix.finalize() == SHA256.digest(of: "abc".utf8))
    #expect(longer.finalize() == SHA256.digest(of: "abd".utf8))
  }

  @Test func hexadecimalRoundTrip() throws {
    let digest = SHA256.digest(of: "abc".utf8)
    #expect(SHA256Digest(hex: digest.hex) == digest)
    #expect(SHA256Digest(hex: digest.hex.uppercased()) == digest)
    #expect(SHA256Digest(hex: String(digest.hex.dropLast())) == nil)
    #expect(SHA256Digest(hex: "g" + digest.hex.dropFirst()) == nil)
    #expect(SHA256Digest(hex: "") == nil)
    #expect("\(digest)" == digest.hex)
  }
}
