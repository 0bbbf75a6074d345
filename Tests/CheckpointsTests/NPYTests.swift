import Checkpoints
import Files
import Testing

@Suite struct NPYTests {
  @Test func returnsWhatWasWritten() throws {
    for tensor in Examples.archive.tensors where tensor.elementType != .bfloat16 {
      let bytes = NPY.encode(tensor)
      #expect(try NPY.decode(bytes, name: tensor.name, path: "in") == tensor)
      #expect((bytes.count - tensor.bytes.count).isMultiple(of: 64))
    }
  }

  @Test func widensTheTypeNumPyLacks() throws {
    let tensor = try #require(Examples.archive["tensor BF16"])
    let read = try NPY.decode(NPY.encode(tensor), name: "w", path: "in")
    #expect(read.elementType == .float32)
    #expect(read.floats() == tensor.floats())
  }

  @Test(arguments: [
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }   \n",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}",
    "{\"shape\":(2,3,),\"descr\":\"<f4\",\"fortran_order\":False}\n",
  ])
  func readsHeadersHoweverSpaced(_ header: String) throws {
    #expect(try NPY.decode(Examples.npy(header, data: 24), name: "w", path: "in").shape == [2, 3])
  }

  @Test func readsLaterVersions() throws {
    let header = Array("{'descr': '|u1', 'fortran_order': False, 'shape': (), }\n".utf8)
    for major: UInt8 in [2, 3] {
      let bytes = [0x93] + Array("NUMPY".utf8) + [major, 0] + Examples.littleEndian(UInt32(header.count)) + header + [7]
      #expect(try NPY.decode(bytes, name: "w", path: "in").integers() == [7])
    }
  }

  @Test func reordersColumnMajorArrays() throws {
    let header = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 2), }\n"
    // Element (i, j, k) is stored at i + 2 j + 6 k.
    let bytes = Examples.npy(header) + (0..<12).map { UInt8($0) }
    let expected: [Int64] = [0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11]
    #expect(try NPY.decode(bytes, name: "w", path: "in").integers() == expected)
    let empty = Examples.npy("{'descr': '<f4', 'fortran_order': True, 'shape': (3, 0), }\n")
    #expect(try NPY.decode(empty, name: "w", path: "in").count == 0)
  }

  @Test func readsBigEndianArrays() throws {
    let bytes = Examples.npy("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }\n") + [0x3F, 0x80, 0, 0]
    #expect(try NPY.decode(bytes, name: "w", path: "in").floats() == [1])
  }

  @Test(arguments: [
    ("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "Python objects"),
    ("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "records"),
    ("{'descr': '<f16', 'fortran_order': False, 'shape': (1,), }", "'<f16'"),
    ("{'descr': '<u2', 'fortran_order': False, 'shape': (4,), }", "'<u2'"),
    ("{'descr': '<V2', 'fortran_order': False, 'shape': (4,), }", "'<V2'"),
    ("{'descr': '|f4', 'fortran_order': False, 'shape': (2,), }", "'|f4'"),
    ("{'descr': 'f4', 'fortran_order': False, 'shape': (2,), }", "'f4'"),
    ("{'descr': '', 'fortran_order': False, 'shape': (2,), }", "element type"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "needs 12 bytes"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "needs 4 bytes"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904,), }", "impossibly large"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", "impossibly large"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775808,), }", "whole numbers"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", "whole numbers"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2.0,), }", "')' is missing"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2), }", "(n,)"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (,), }", "whole numbers"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2", "missing"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': '2'}", "of its kind"),
    ("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}", "quotation mark"),
    ("{'descr': '<f4', 'shape': (2,)}", "nothing else"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': True}", "nothing else"),
    ("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "appears twice"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} + exit()", "follows"),
    ("{'descr': '<f4'", "'}' is missing"), ("{'descr", "does not end"), ("", "'{' is missing"), ("{}", "nothing else"),
    ("{'d\\x65scr': '<f4', 'fortran_order': False, 'shape': (2,)}", "characters"),
    ("{'descr': __import__('os'), 'fortran_order': False, 'shape': (2,)}", "quotation mark"),
  ])
  func refusesHeaders(_ header: String, _ reason: String) {
    expectBadData(header, mentions: reason) { () throws(FileError) in
      _ = try NPY.decode(Examples.npy(header, data: 8), name: "w", path: "in")
    }
  }

  @Test func refusesEveryTruncation() {
    let whole = NPY.encode(Tensor(name: "w", shape: [2], floats: [1, 2]))
    for count in 0..<whole.count {
      expectBadData("\(count) bytes") { () throws(FileError) in
        _ = try NPY.decode(Array(whole.prefix(count)), name: "w", path: "in")
      }
    }
    for version: [UInt8] in [[0, 9], [1, 1], [4, 0], [255, 255]] {
      expectBadData("version \(version)", mentions: "version") { () throws(FileError) in
        _ = try NPY.decode(Array(whole[..<6]) + version + whole[8...], name: "w", path: "in")
      }
    }
    for length in [UInt32(65_537), 1 << 31, .max] {
      expectBadData("header length \(length)", mentions: "claims") { () throws(FileError) in
        _ = try NPY.decode(Array(whole[..<6]) + [2, 0] + Examples.littleEndian(length) + whole[10...], name: "w", path: "in")
      }
    }
  }
}
