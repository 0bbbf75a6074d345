import Checkpoints
import Files
import Foundation
import Testing

@Suite struct NPZTests {
  /// What `numpy.savez_compressed("a.npz", w=numpy.zeros((3, 5), "f4"), b=numpy.arange(4))` wrote.
  static let compressed =
    Data(
      base64Encoded: """
        UEsDBC0AAAAIAAAAIQA4ZB+i//////////8FABQAdy5ucHkBABAAvAAAAAAAAABJAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqKuo6 \
        Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6CqaaOgq1CmQDLgYKAABQSwMELQAAAAgAAAAhAMPD2tH//////////wUAFABiLm5weQEA \
        EACgAAAAAAAAAE8AAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaJjqaOgq1Ch \
        QALgYoYITSTFCaGUoDAFBLAQItAy0AAAAIAAAAIQA4ZB+iSQAAALwAAAAFAAAAAAAAAAAAAACAAQAAAAB3Lm5weVBLAQItAy0AAAAIAAAAIQDD \
        w9rRTwAAAKAAAAAFAAAAAAAAAAAAAACAAYAAAABiLm5weVBLBQYAAAAAAgACAGYAAAAGAQAAAAA=
        """.replacing(" ", with: "")
    ).map(Array.init) ?? []

  @Test func returnsWhatWasWritten() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/a.npz"
    let archive = TensorArchive(Examples.archive.tensors.filter { $0.elementType != .bfloat16 && !$0.name.contains("\\") })
    try NPZ.write(archive, to: path)
    #expect(try NPZ.read(path, allowingNonFinite: true) == archive)
    #expect(try NPZ.encode(archive, path: "in") == InputFile.read(path))
    #expect(try scratch.contents == ["a.npz"])
  }

  @Test func readsCompressedArchives() throws {
    let archive = try NPZ.decode(Self.compressed, path: "in")
    #expect(archive["w"]?.shape == [3, 5])
    #expect(archive["w"]?.floats().allSatisfy { $0 == 0 } == true)
    #expect(archive["b"]?.integers() == [0, 1, 2, 3])
  }

  @Test func refusesEveryTruncation() throws {
    for whole in [try NPZ.encode(Examples.small, path: "in"), Self.compressed] {
      for count in 0..<whole.count {
        expectBadData("\(count) bytes") { () throws(FileError) in
          _ = try NPZ.decode(Array(whole.prefix(count)), path: "in")
        }
      }
    }
  }

  @Test func survivesDamageAnywhere() throws {
    var bits = FixedBits(state: 7)
    for whole in [try NPZ.encode(Examples.small, path: "in"), Self.compressed] {
      for index in whole.indices {
        for _ in 0..<4 {
          var bytes = whole
          bytes[index] = UInt8.random(in: 0...255, using: &bits)
          do {
            let archive = try NPZ.decode(bytes, path: "in", allowingNonFinite: true)
            #expect(archive.tensors.count <= 2)
          } catch {
            #expect(error.category == .badData)
          }
        }
      }
    }
  }

  @Test func refusesSizesThatLie() throws {
    // The central directory's fields of unpacked size, 24 bytes in, and packed size, 20 bytes in, of the first entry.
    let whole = Self.compressed
    let directory = try #require(whole.firstRange(of: [0x50, 0x4B, 1, 2])?.lowerBound)
    let local = try #require(whole.firstRange(of: [0x50, 0x4B, 3, 4])?.lowerBound)
    for size: UInt32 in [0, 1, 187, 189, 1 << 20, 1 << 30, 0x7FFF_FFFF, 0xFFFF_FFFE] {
      for (inDirectory, inLocal) in [(24, 22), (20, 18)] {
        var bytes = whole
        bytes.replaceSubrange(directory + inDirectory..<directory + inDirectory + 4, with: Examples.littleEndian(size))
        bytes.replaceSubrange(local + inLocal..<local + inLocal + 4, with: Examples.littleEndian(size))
        expectBadData("size \(size) at \(inDirectory)") { () throws(FileError) in
          _ = try NPZ.decode(bytes, path: "in")
        }
      }
    }
  }

  @Test func refusesABomb() throws {
    // 200 arrays of a megabyte, each packed to one part in 128: allowed singly, not together.
    let bomb = (0..<200).map {
      RawZip(name: "w\($0).npy", data: [UInt8](repeating: 0, count: 8192), method: 8, claimedSize: 1 << 20)
    }
    let bytes = RawZip.archive(bomb)
    expectBadData("bomb", mentions: "would unpack") { () throws(FileError) in
      _ = try NPZ.decode(bytes, path: "in")
    }
  }

  @Test func refusesMethodsItDoesNotKnow() {
    let entry = RawZip(name: "w.npy", data: [1, 2, 3], method: 12)
    expectBadData("bzip2", mentions: "method 12") { () throws(FileError) in
      _ = try NPZ.decode(RawZip.archive([entry]), path: "in")
    }
  }

  @Test(arguments: ["/etc/passwd.npy", "../w.npy", "a/../../w.npy", "a\\w.npy", "w.txt", "w", "__metadata__.npy", "w\n.npy"])
  func refusesNames(_ name: String) throws {
    let bytes = RawZip.archive([RawZip(name: name, data: NPY.encode(Tensor(name: "w", shape: [1], floats: [1])))])
    expectBadData(name) { () throws(FileError) in _ = try NPZ.decode(bytes, path: "in") }
  }

  @Test(arguments: ["/w", "../w", "a\\w", "w\n"])
  func writesNoNameItWouldNotRead(_ name: String) {
    expectBadData(name, mentions: "rename") { () throws(FileError) in
      _ = try NPZ.encode(TensorArchive([Tensor(name: name, shape: [1], floats: [1])]), path: "in")
    }
  }

  @Test func refusesOneNameTwice() throws {
    let array = NPY.encode(Tensor(name: "w", shape: [1], floats: [1]))
    #expect(
      try NPZ.decode(RawZip.archive([RawZip(name: "v.npy", data: array), RawZip(name: "w.npy", data: array)]), path: "in").tensors
        .count == 2)
    expectBadData("twice") { () throws(FileError) in
      _ = try NPZ.decode(RawZip.archive([RawZip(name: "w.npy", data: array), RawZip(name: "w.npy", data: array)]), path: "in")
    }
  }

  @Test func refusesAWrongChecksum() throws {
    var bytes = RawZip.archive([RawZip(name: "w.npy", data: NPY.encode(Tensor(name: "w", shape: [1], floats: [1])))])
    let data = try #require(bytes.firstRange(of: [0, 0, 0x80, 0x3F])?.lowerBound)
    bytes[data] = 1
    expectBadData("checksum", mentions: "CRC") { () throws(FileError) in _ = try NPZ.decode(bytes, path: "in") }
  }

  @Test func refusesNumbersThatAreNone() throws {
    let archive = TensorArchive([Tensor(name: "w", shape: [2], doubles: [0, .nan])])
    let bytes = try NPZ.encode(archive, path: "in")
    expectBadData("NaN", mentions: "'w' holds nan at [1]") { () throws(FileError) in _ = try NPZ.decode(bytes, path: "in") }
  }
}
