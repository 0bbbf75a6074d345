import Checkpoints
import Files
import Testing

/// Pickles that would harm Python, or a careless reader.
@Suite struct HostilePickleTests {
  typealias P = PickleProgram

  private func refuses(
    _ what: String, _ bytes: [UInt8], mentions reason: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectBadData(what, mentions: reason, sourceLocation: sourceLocation) { () throws(FileError) in
      _ = try TorchFile.decode(bytes, path: "in")
    }
  }

  @Test func readsTheExampleThatIsSpoiledBelow() throws {
    let archive = try TorchFile.decode(P.file(P.dictionary(["w": P.weight, "step": P.integer(3)])), path: "in")
    #expect(archive.tensors.tensors == [Tensor(name: "w", shape: [1], floats: [1])])
    #expect(archive.notes == ["step": .integer(3)])
  }

  @Test(arguments: [
    ("os", "system"), ("posix", "system"), ("nt", "system"), ("builtins", "eval"), ("__builtin__", "eval"),
    ("builtins", "exec"), ("builtins", "getattr"), ("builtins", "__import__"), ("subprocess", "Popen"), ("runpy", "_run_code"),
    ("torch", "load"), ("torch.hub", "load"), ("torch", "FloatStorage.__init__"), ("torch.storage", "_load_from_bytes"),
    ("torch._utils", "_rebuild_tensor_v3"), ("torch.nn.modules.linear", "Linear"), ("__torch__", "Model"),
    ("numpy.core.multiarray", "_reconstruct"), ("collections", "defaultdict"), ("functools", "partial"),
    ("operator", "attrgetter"), ("webbrowser", "open"), ("_codecs", "decode"), ("argparse", "_sys.modules"), ("", ""),
  ])
  func callsNothing(_ module: String, _ name: String) {
    for function in [P.global(module, name), P.stackGlobal(module, name)] {
      let reason = "the pickle asks for \(module).\(name), which no weight file needs"
      refuses(name, P.file(P.call(function, P.text("touch owned"))), mentions: reason)
      // Nor does it matter where the call is.
      refuses(name, P.file(P.dictionary(["w": P.weight, "optimizer": P.call(function)])), mentions: reason)
    }
  }

  @Test func namesTheInstructionItDoesNotObey() {
    let refused: KeyValuePairs<UInt8, String> = [
      0x30: "POP", 0x31: "POP_MARK", 0x32: "DUP", 0x46: "FLOAT", 0x49: "INT", 0x4C: "LONG", 0x8B: "LONG4", 0x53: "STRING",
      0x54: "BINSTRING", 0x55: "SHORT_BINSTRING", 0x56: "UNICODE", 0x96: "BYTEARRAY8", 0x64: "DICT", 0x6C: "LIST",
      0x8F: "EMPTY_SET", 0x90: "ADDITEMS", 0x91: "FROZENSET", 0x67: "GET", 0x70: "PUT", 0x69: "INST", 0x6F: "OBJ",
      0x92: "NEWOBJ_EX", 0x50: "PERSID", 0x82: "EXT1", 0x83: "EXT2", 0x84: "EXT4", 0x97: "NEXT_BUFFER",
      0x98: "READONLY_BUFFER",
    ]
    for (byte, name) in refused {
      refuses(name, P.file(P.emptyDictionary + [byte]), mentions: "the instruction \(name), which")
    }
    let obeyed = Set(Array("NJKMGXB()t]ae}suqrhjcRbQ.".utf8) + [0x88, 0x89, 0x8A, 0x8C, 0x8D, 0x43, 0x8E, 0x85, 0x86, 0x87])
      .union([0x94, 0x93, 0x81, 0x80, 0x95])
    for byte: UInt8 in 0...255 where !obeyed.contains(byte) && !refused.contains(where: { $0.key == byte }) {
      refuses("\(byte)", P.file(P.emptyDictionary + [byte]), mentions: "\(byte) is no instruction")
    }
  }

  @Test func callsNoFunctionWithOtherArguments() {
    let wrong = [P.none, P.text("x"), P.integer(1), P.list([]), P.emptyDictionary, P.weight, P.storage(count: 1)]
    for arguments in wrong {
      refuses("arguments", P.file(P.rebuildTensor + arguments + P.byte("R")), mentions: "instead of a tuple")
      refuses("call", P.file(P.call(arguments)), mentions: "which is no function")
      refuses("new", P.file(arguments + P.byte(")") + [0x81]), mentions: "which is no function")
    }
    for (module, name) in [
      ("collections", "OrderedDict"), ("torch._utils", "_rebuild_tensor_v2"), ("torch._utils", "_rebuild_parameter"),
      ("torch", "Size"), ("torch", "device"), ("argparse", "Namespace"), ("numpy", "dtype"), ("torch", "FloatStorage"),
      ("numpy.core.multiarray", "scalar"), ("_codecs", "encode"),
    ] {
      let function = P.global(module, name)
      refuses(name, P.file(P.call(function, P.none)), mentions: name)
      refuses(name, P.file(P.call(function, P.none, P.none, P.none, P.none, P.none, P.none)))
      if name != "Namespace" { refuses(name, P.file(function + P.byte(")") + [0x81]), mentions: "makes an object of") }
    }
    let dtype = P.call(P.global("numpy", "dtype"), P.text("f8"), P.no, P.no)
    let bytes = [0x43, 4, 0, 0, 0, 0] as [UInt8]
    refuses("short scalar", P.file(P.call(P.global("numpy.core.multiarray", "scalar"), dtype, bytes)))
    refuses("objects", P.file(P.call(P.global("numpy", "dtype"), P.text("O8"), P.no, P.no)))
    refuses("big-endian", P.file(dtype + P.tuple([P.integer(3), P.text(">")]) + P.byte("b")), mentions: "little-endian")
    refuses("encoding", P.file(P.call(P.global("_codecs", "encode"), P.text("x"), P.text("utf8"))))
    refuses("no latin", P.file(P.call(P.global("_codecs", "encode"), P.text("数"), P.text("latin1"))))
  }

  @Test func setsNoState() {
    let attributes = P.dictionary(["__class__": P.text("x"), "__reduce__": P.text("y")])
    for object in [
      P.none, P.text("x"), P.list([]), P.tuple([]), P.emptyDictionary, P.weight, P.storage(count: 1), P.hooks,
      P.global("torch", "FloatStorage"), P.global("argparse", "Namespace"), P.rebuildTensor,
    ] {
      refuses("build", P.file(object + attributes + P.byte("b")), mentions: "which no weight file needs")
    }
    let namespace = P.global("argparse", "Namespace") + P.byte(")") + [0x81]
    refuses("namespace", P.file(namespace + P.list([]) + P.byte("b")))
    refuses("attributes twice", P.file(namespace + attributes + P.byte("b") + attributes + P.byte("b")), mentions: "set twice")
    refuses("its own state", P.file(P.emptyDictionary + P.byte("q") + [0] + P.byte("h") + [0] + P.byte("b")))
  }

  @Test func readsNothingOutsideAStorage() {
    let four = P.storage(count: 4)
    let data = [[UInt8](repeating: 0, count: 16)]
    func refusesView(_ offset: Int, _ shape: [Int], _ strides: [Int]) {
      let bytes = P.file(P.dictionary(["w": P.tensor(four, offset: offset, shape: shape, strides: strides)]), storages: data)
      refuses("\(offset) \(shape) \(strides)", bytes)
    }
    for power in 3..<63 {
      let large = 1 << power
      refusesView(large, [1], [1])
      refusesView(0, [large], [1])
      refusesView(0, [2], [large])
      refusesView(0, [large, large], [large, large])
      refusesView(3, [2, 1], [large, large])
    }
    for (offset, shape, strides) in [
      (5, [0], [1]), (4, [], []), (-1, [1], [1]), (0, [-1], [1]), (3, [2], [-1]), (0, [Int.max], [Int.max]),
      (Int.max, [2], [1]), (Int.max, [Int.max], [Int.max]), (0, [Int.min], [Int.min]), (0, [5], [1]), (1, [2, 2], [2, 1]),
      (0, [1], []), (0, [], [1]), (0, [Int](repeating: 1, count: 9), [Int](repeating: 1, count: 9)),
      (0, [Int.max, Int.max, 0], [1, 1, 1]), (0, [1 << 20, 1 << 20], [0, 0]), (0, [1 << 30], [0]),
    ] {
      refusesView(offset, shape, strides)
    }
    for wrong in [P.real(1), [0x88], P.text("1"), P.none, P.list([P.integer(1)])] {
      let shape = P.tuple([wrong])
      refuses(
        "shape", P.file(P.dictionary(["w": P.call(P.rebuildTensor, four, P.integer(0), shape, P.integers([1]), P.no, P.hooks)])))
      refuses(
        "offset",
        P.file(P.dictionary(["w": P.call(P.rebuildTensor, four, wrong, P.integers([1]), P.integers([1]), P.no, P.hooks)])))
    }
  }

  @Test func allowsAnyStrideWhereThereIsButOnePlace() throws {
    let tensor = P.tensor(P.storage(count: 2), offset: 1, shape: [1, 1, 1], strides: [Int.max, 0, Int.max])
    let bytes = P.file(P.dictionary(["w": tensor]), storages: [[0, 0, 0, 0, 0, 0, 0x80, 0x3F]])
    #expect(try TorchFile.decode(bytes, path: "in").tensors["w"]?.floats() == [1])
  }

  @Test func believesNoStorageThatLies() {
    for count in (1..<64).map({ Int(bitPattern: 1 << $0) }) + [0, -1, Int.max] {
      refuses("\(count) elements", P.file(P.dictionary(["w": P.tensor(P.storage(count: count), shape: [1], strides: [1])])))
    }
    for kind in ["DoubleStorage", "HalfStorage", "BoolStorage", "ComplexDoubleStorage", "UntypedStorage"] {
      refuses(
        kind, P.file(P.dictionary(["w": P.tensor(P.storage(kind, count: 1), shape: [1], strides: [1])])), mentions: "4 bytes")
    }
    for key in ["1", "", "../0", "0/", String(repeating: "0", count: 10_000)] {
      refuses(key, P.file(P.dictionary(["w": P.tensor(P.storage(key: key, count: 1), shape: [1], strides: [1])])))
    }
    for description in [
      P.none, P.tuple([]), P.text("storage"), P.tuple([P.text("storage"), P.text("FloatStorage"), P.text("0"), P.text("cpu")]),
      P.tuple([P.text("module"), P.global("torch", "FloatStorage"), P.text("0"), P.text("cpu"), P.integer(1)]),
    ] {
      refuses("description", P.file(description + P.byte("Q")), mentions: "described")
    }
  }

  @Test func refusesTypesThatNoWeightsHave() {
    for (kind, size) in [
      ("CharStorage", 1), ("ShortStorage", 2), ("ComplexFloatStorage", 8), ("ComplexDoubleStorage", 16), ("UntypedStorage", 1),
    ] {
      let tensor = P.tensor(P.storage(kind, count: 1), shape: [1], strides: [1])
      let storages = [[UInt8](repeating: 0, count: size)]
      refuses(kind, P.file(P.dictionary(["w": tensor]), storages: storages), mentions: "'w' is stored as torch.\(kind)")
    }
    refuses("quantized", P.file(P.storage("QInt8Storage", count: 1)), mentions: "torch.QInt8Storage")
  }

  @Test func refusesNumbersThatAreNone() throws {
    for (kind, bits) in [
      ("HalfStorage", [0, 0x7E]), ("HalfStorage", [0, 0xFC]), ("BFloat16Storage", [0xC0, 0x7F]),
      ("FloatStorage", [0, 0, 0xC0, 0x7F]), ("FloatStorage", [0, 0, 0x80, 0x7F]),
      ("DoubleStorage", [0, 0, 0, 0, 0, 0, 0xF8, 0x7F]), ("DoubleStorage", [0, 0, 0, 0, 0, 0, 0xF0, 0xFF]),
    ] as [(String, [UInt8])] {
      let tensor = P.tensor(P.storage(kind, count: 1), shape: [1], strides: [1])
      let bytes = P.file(P.dictionary(["model_state": P.dictionary(["w": tensor])]), storages: [bits])
      refuses(kind, bytes, mentions: "tensor 'w' holds")
      #expect(try TorchFile.decode(bytes, path: "in", allowingNonFinite: true).tensors["w"]?.bytes == bits)
    }
  }
}
