import Checkpoints
import Files
import Foundation
import Testing

@Suite struct SafeTensorsTests {
  @Test func returnsWhatWasWritten() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/a.safetensors"
    try SafeTensors.write(Examples.archive, to: path)
    let read = try SafeTensors.read(path, allowingNonFinite: true)
    #expect(read == Examples.archive)
    #expect(read["scalar"]?.floats() == [2.5])
    #expect(read["absent"] == nil)
    #expect(try scratch.contents == ["a.safetensors"])
  }

  @Test func writesTheDocumentedBytes() {
    // The format's own definition: length, header padded by spaces to a multiple of eight, data.
    let header = #"{"__metadata__":{"k":"v"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
    let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    let expected = Examples.littleEndian(UInt64(padded.utf8.count)) + Array(padded.utf8) + [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0]
    #expect(SafeTensors.encode(Examples.small) == expected)
  }

  @Test func readsHeadersInAnyOrderAndSpacing() throws {
    let header = """
      {"b": {"data_offsets": [4, 8], "shape": [1], "dtype": "F32"},
       "\\u0061\\ud83d\\ude00" : {"dtype":"I32","shape":[],"data_offsets":[0,4]}}
      """
    let archive = try SafeTensors.decode(Examples.safeTensors(header, data: 8), path: "in")
    #expect(archive.tensors.map(\.name) == ["a😀", "b"])
  }

  @Test func readsAFileWithoutTensors() throws {
    let empty = TensorArchive([])
    #expect(try SafeTensors.decode(SafeTensors.encode(empty), path: "in") == empty)
  }

  @Test func refusesEveryTruncation() {
    for archive in [Examples.small, Examples.archive] {
      let whole = SafeTensors.encode(archive)
      for count in 0..<whole.count {
        expectBadData("\(count) of \(whole.count) bytes") { () throws(FileError) in
          _ = try SafeTensors.decode(Array(whole.prefix(count)), path: "in")
        }
      }
      expectBadData("one byte more", mentions: "belong to no tensor") { () throws(FileError) in
        _ = try SafeTensors.decode(whole + [0], path: "in", allowingNonFinite: true)
      }
    }
  }

  @Test func refusesLyingHeaderLengths() {
    let whole = SafeTensors.encode(Examples.small)
    let right = UInt64(whole[0])
    let lies = (0..<64).map { UInt64(1) << UInt64($0) } + [0, 1, right - 1, right + 1, 100_000_000, 100_000_001, .max, .max - 7]
    for lie in lies where lie != right {
      expectBadData("header length \(lie)") { () throws(FileError) in
        _ = try SafeTensors.decode(Examples.littleEndian(lie) + whole.dropFirst(8), path: "in")
      }
    }
  }

  @Test(arguments: [
    (
      #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
      "appears twice"
    ),
    (#"{"w":{"dtype":"F32","dtype":"I32","shape":[2],"data_offsets":[0,8]}}"#, "appears twice"),
    (
      #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"\u0077":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}"#,
      "appears twice"
    ),
    (#"{"__metadata__":{"a":"1","a":"2"}}"#, "appears twice"),
    (#"{"__metadata__":{},"__metadata__":{}}"#, "appears twice"),
    (#"{"__metadata__":[]}"#, "metadata"),
    (#"{"__metadata__":{"a":1}}"#, "not a string"),
    (#"{"w":[]}"#, "not described"),
    (#"{"w":{"dtype":"F32","shape":[2]}}"#, "two data_offsets"),
    (#"{"w":{"dtype":"F32","data_offsets":[0,8]}}"#, "no shape"),
    (#"{"w":{"shape":[2],"data_offsets":[0,8]}}"#, "no dtype"),
    (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"zip":true}}"#, "unknown field"),
    (#"{"w":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}"#, "'F8_E4M3'"),
    (#"{"w":{"dtype":"f32","shape":[2],"data_offsets":[0,8]}}"#, "'f32'"),
    (#"{"w":{"dtype":7,"shape":[2],"data_offsets":[0,8]}}"#, "wrong kind"),
    (#"{"w":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}"#, "wrong kind"),
    (#"{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, "whole numbers"),
    (#"{"w":{"dtype":"F32","shape":[-0],"data_offsets":[0,0]}}"#, "whole numbers"),
    (#"{"w":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#, "whole numbers"),
    (#"{"w":{"dtype":"F32","shape":[2e0],"data_offsets":[0,8]}}"#, "whole numbers"),
    (#"{"w":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}"#, "whole numbers"),
    (#"{"w":{"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,8]}}"#, "impossibly large"),
    (#"{"w":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,8]}}"#, "whole numbers"),
    (#"{"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#, "impossibly large"),
    (#"{"w":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}}"#, "impossibly large"),
    (#"{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, "needs 12 bytes"),
    (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, "ends before"),
    (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, "two data_offsets"),
    (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}"#, "two data_offsets"),
    (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#, "whole numbers"),
    (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551615]}}"#, "whole numbers"),
    (#"{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#, "has only 8"),
    (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775799,9223372036854775807]}}"#, "belong to no tensor"),
    (#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "belong to no tensor"),
    (#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, "belong to no tensor"),
    (#"{"v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "overlaps"),
    (#"{"v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, "overlaps"),
    (#"{"v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}"#, "overlaps"),
    (
      #"{"v":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"w":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
      "belong to no tensor"
    ),
  ])
  func refusesHeaders(_ header: String, _ reason: String) {
    expectBadData(header, mentions: reason) { () throws(FileError) in
      _ = try SafeTensors.decode(Examples.safeTensors(header, data: 8), path: "in")
    }
  }

  @Test(arguments: [
    "{", "{]", "{}x", "{} {}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\":tru}", "{\"a\":nan}",
    "{\"a\":01}",
    "{\"a\":1.}", "{\"a\":.5}", "{\"a\":1e}", "{\"a\":+1}", "{\"a\":-}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}",
    "{\"a\":\"\\ud800\"}",
    "{\"a\":\"\\ud800\\u0041\"}", "{\"a\":\"\\udc00\"}", "{\"a\":\"\n\"}", "{\"a\":\"", "{\"a\":\"\\", "{\"a\":[1 2]}",
    "{\"a\":{\"b\":[}",
  ])
  func refusesWhatIsNotJSON(_ header: String) {
    expectBadData(header, mentions: "JSON") { () throws(FileError) in
      _ = try SafeTensors.decode(Examples.safeTensors(header), path: "in")
    }
  }

  @Test func refusesBytesThatAreNotUnicode() {
    let header: [UInt8] = Array("{\"".utf8) + [0xFF, 0xC0, 0x80] + Array("\":1}".utf8)
    expectBadData("invalid UTF-8", mentions: "UTF-8") { () throws(FileError) in
      _ = try SafeTensors.decode(Examples.littleEndian(UInt64(header.count)) + header, path: "in")
    }
  }

  @Test func survivesDeepAndWideHeaders() {
    for (open, close) in [("{\"a\":", "}"), ("[", "]")] {
      let deep = "{\"a\":" + String(repeating: open, count: 1_000_000) + "1" + String(repeating: close, count: 1_000_000) + "}"
      expectBadData("deep \(open)", mentions: "nested") { () throws(FileError) in
        _ = try SafeTensors.decode(Examples.safeTensors(deep), path: "in")
      }
    }
    let wide = "{\"a\":[" + String(repeating: "1,", count: 1_100_000) + "1]}"
    expectBadData("wide", mentions: "values") { () throws(FileError) in
      _ = try SafeTensors.decode(Examples.safeTensors(wide), path: "in")
    }
    let longName = "{\"\(String(repeating: "n", count: 100_000))\":1}"
    expectBadData("long name", mentions: "nnn...") { () throws(FileError) in
      _ = try SafeTensors.decode(Examples.safeTensors(longName), path: "in")
    }
  }

  @Test func refusesNumbersThatAreNone() throws {
    for value in [Float.nan, .infinity, -.infinity] {
      let archive = TensorArchive([Tensor(name: "w", shape: [2, 3], floats: [1, 2, 3, 4, value, 6])])
      let bytes = SafeTensors.encode(archive)
      expectBadData("\(value)", mentions: "tensor 'w' holds \(value) at [1, 1]") { () throws(FileError) in
        _ = try SafeTensors.decode(bytes, path: "in")
      }
      #expect(try SafeTensors.decode(bytes, path: "in", allowingNonFinite: true).tensors.count == 1)
    }
  }

  @Test func survivesEveryFlippedBit() {
    // Many such files are proper (a weight changed); the point is that none of them crashes or claims memory.
    let whole = SafeTensors.encode(Examples.archive)
    for index in whole.indices {
      for bit in 0..<8 {
        var bytes = whole
        bytes[index] ^= 1 << bit
        do {
          let archive = try SafeTensors.decode(bytes, path: "in", allowingNonFinite: true)
          #expect(archive.tensors.reduce(0) { $0 + $1.bytes.count } <= whole.count)
        } catch {
          #expect(error.category == .badData)
        }
      }
    }
  }
}
