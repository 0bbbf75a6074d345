import Checkpoints
import Files
import Testing

/// Pickles that are cut short, nested, circular or enormous, and dictionaries that mean two things.
@Suite struct PickleLimitTests {
  typealias P = PickleProgram

  private func refuses(
    _ what: String, _ bytes: [UInt8], mentions reason: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectBadData(what, mentions: reason, sourceLocation: sourceLocation) { () throws(FileError) in
      _ = try TorchFile.decode(bytes, path: "in")
    }
  }

  private static let whole =
    [0x80, 2]
    + P.dictionary([
      "model_state": P.dictionary(["w": P.weight, "scalar": P.tensor(P.storage(count: 1), shape: [], strides: [])]),
      "config": P.dictionary(["list": P.list([P.integer(1), P.real(0.5), P.none]), "größe": P.text("数")]),
    ]) + P.byte(".")

  @Test func refusesEveryTruncation() {
    for count in 0..<Self.whole.count {
      refuses("\(count) bytes", P.archive(pickle: Array(Self.whole.prefix(count))))
    }
    refuses("one byte more", P.archive(pickle: Self.whole + [0]), mentions: "follows the pickle's end")
    let file = P.archive(pickle: Self.whole)
    for count in stride(from: 0, to: file.count, by: 7) { refuses("\(count) bytes of the archive", Array(file.prefix(count))) }
  }

  @Test func survivesDamageAnywhere() throws {
    var bits = FixedBits(state: 11)
    var refused = 0
    for index in Self.whole.indices {
      for _ in 0..<8 {
        var pickle = Self.whole
        pickle[index] = UInt8.random(in: 0...255, using: &bits)
        do { _ = try TorchFile.decode(P.archive(pickle: pickle), path: "in") } catch {
          #expect(error.category == .badData)
          refused += 1
        }
      }
    }
    #expect(refused > Self.whole.count)
  }

  @Test func believesNoLength() {
    for power in 0..<64 {
      let length = UInt64(1) << UInt64(power)
      for opcode: UInt8 in [0x8D, 0x8E, 0x95] {
        refuses("\(opcode) \(length)", P.file([opcode] + Examples.littleEndian(length), protocol: 4))
      }
      guard power < 32 else { continue }
      for opcode in ["X", "B"] as [Character] {
        refuses("\(opcode) \(length)", P.file(P.byte(opcode) + Examples.littleEndian(UInt32(length))))
      }
    }
    for opcode: UInt8 in [0x8A, 0x8C, 0x43] { refuses("\(opcode)", P.file([opcode, 200])) }
    refuses("no UTF-8", P.file([0x8C, 2, 0xC3, 0x28]), mentions: "UTF-8")
    refuses("surrogate", P.file([0x8C, 3, 0xED, 0xA0, 0x80]), mentions: "UTF-8")
    refuses("no line", P.archive(pickle: [0x80, 2] + Array("cos".utf8)), mentions: "cut short")
  }

  @Test func refusesAStackThatIsNotThere() {
    for byte: UInt8 in Array("taesuRbQqr.".utf8) + [0x85, 0x86, 0x87, 0x94, 0x93, 0x81] {
      refuses("\(byte)", P.file([byte, 0, 0, 0, 0]))
      refuses("\(byte) after a mark", P.file(P.emptyDictionary + P.byte("(") + [byte, 0, 0, 0, 0]))
    }
    refuses("two values", P.file(P.none + P.none), mentions: "middle of a value")
    refuses("an open mark", P.file(P.byte("(") + P.none))
    refuses("half an item", P.file(P.emptyDictionary + P.byte("(") + P.text("k") + P.byte("u")), mentions: "no value")
    refuses("append", P.file(P.emptyDictionary + P.none + P.byte("a")), mentions: "appended to a dict")
    refuses("set", P.file(P.byte("]") + P.none + P.none + P.byte("s")))
    refuses("forgotten", P.file(P.byte("h") + [7]), mentions: "value 7, which it never stored")
    refuses("again", P.file([0x80, 2]), mentions: "second time")
    for version: UInt8 in [0, 1, 6, 255] {
      refuses("protocol \(version)", P.file(P.none, protocol: version), mentions: "protocol")
    }
    refuses("no protocol", P.archive(pickle: P.none + P.byte(".")), mentions: "protocol 2")
    refuses("empty", P.archive(pickle: []), mentions: "cut short")
  }

  @Test func refusesDeepNesting() {
    for depth in [40, 1000, 100_000] {
      let lists = [UInt8](repeating: UInt8(ascii: "]"), count: depth) + [UInt8](repeating: UInt8(ascii: "a"), count: depth - 1)
      let tuples = P.none + [UInt8](repeating: 0x85, count: depth)
      for nested in [lists, tuples] {
        refuses("\(depth)", P.file(nested), mentions: "instead of a state dict")
        refuses("\(depth)", P.file(P.dictionary(["w": P.weight, "config": P.dictionary(["k": nested])])), mentions: "deep")
        refuses("\(depth)", P.file(P.dictionary(["w": P.weight, "note": nested])), mentions: "deep")
        refuses("\(depth)", P.file(P.dictionary(["w": nested])), mentions: "no tensors")
      }
    }
    refuses("marks", P.file([UInt8](repeating: UInt8(ascii: "("), count: 1001)), mentions: "nested more than 1000 deep")
  }

  @Test func endsWhereAPickleDoesNot() throws {
    let (put, get) = (P.byte("q") + [0], P.byte("h") + [0])
    let list = P.byte("]") + put + get + P.byte("a")
    let dictionary = P.emptyDictionary + put + P.text("self") + get + P.byte("s")
    for circle in [list, dictionary, P.byte("]") + put + get + [0x85] + P.byte("a")] {
      refuses("circle", P.file(P.dictionary(["w": P.weight, "config": P.dictionary(["k": circle])])), mentions: "deep")
      refuses("circle", P.file(P.dictionary(["w": P.weight, "note": circle])), mentions: "deep")
      let ignored = P.file(P.dictionary(["w": P.weight, "optimizer_state": circle]))
      #expect(try TorchFile.decode(ignored, path: "in").tensors.tensors.count == 1)
    }
    refuses("only itself", P.file(dictionary), mentions: "no tensors")
    refuses("model of itself", P.file(P.emptyDictionary + put + P.text("model") + get + P.byte("s")), mentions: "a dict instead")

    // Twenty-five pairs of the pair before: 33 million values in a hundred bytes.
    var laughter = P.tuple([P.none])
    for place: UInt8 in 0..<25 { laughter += P.byte("q") + [place] + P.byte("h") + [place, 0x86] }
    refuses(
      "laughter", P.file(P.dictionary(["w": P.weight, "config": P.dictionary(["k": laughter])])), mentions: "200000 values")
    let ignored = P.file(P.dictionary(["w": P.weight, "optimizer_state": laughter]))
    #expect(try TorchFile.decode(ignored, path: "in").tensors.tensors.count == 1)
  }

  @Test func refusesTooMuch() {
    refuses("values", P.file([UInt8](repeating: UInt8(ascii: "N"), count: 1 << 20 + 1)), mentions: "1048576 values")
    refuses("memos", P.file(P.none + [UInt8](repeating: 0x94, count: 1 << 19 + 1)), mentions: "524288 values")
    let text = P.text(String(repeating: "x", count: 1 << 18)) + P.byte("q") + [0] + P.byte("0")
    refuses("text", P.file(text), mentions: "POP")

    let encode = P.global("_codecs", "encode") + P.byte("q") + [0]
    let arguments = P.tuple([P.text(String(repeating: "x", count: 1 << 18)), P.text("latin1")]) + P.byte("q") + [1]
    let again = (0..<5).flatMap { _ in P.byte("h") + [0] + P.byte("h") + [1] + P.byte("R") }
    refuses("encoding", P.file(encode + arguments + again), mentions: "again and again")

    let options =
      P.emptyDictionary + P.byte("(") + (0..<1000).flatMap { P.integer($0) + P.none } + P.byte("u") + P.byte("q") + [0]
    let namespace = P.global("argparse", "Namespace") + P.byte(")") + [0x81] + P.byte("h") + [0] + P.byte("b")
    refuses("namespaces", P.file(options + (0..<1100).flatMap { _ in namespace }), mentions: "again and again")
    refuses("long key", P.file(P.dictionary([String(repeating: "k", count: 513): P.weight])), mentions: "513 bytes")
  }

  @Test func refusesKeysThatMeanTwoThings() {
    let twice = P.dictionary(["w": P.weight, "w": P.weight])
    refuses("weights", P.file(twice), mentions: "the key 'w' is set twice")
    refuses("weights within", P.file(P.dictionary(["model_state": twice])), mentions: "the key 'w' is set twice")
    refuses(
      "configuration", P.file(P.dictionary(["w": P.weight, "config": P.dictionary(["k": P.none, "k": P.none])])),
      mentions: "twice")
    refuses("in the optimizer", P.file(P.dictionary(["w": P.weight, "optimizer": twice])), mentions: "twice")
    refuses("equal letters", P.file(P.dictionary(["é": P.weight, "e\u{301}": P.weight])), mentions: "twice")
    let numbers = P.dictionary([(P.integer(1), P.none), (P.text("1"), P.none)])
    refuses("number and text", P.file(P.dictionary(["w": P.weight, "config": numbers])), mentions: "there twice")
    refuses("numbers", P.file(P.dictionary([(P.integer(1), P.none), (P.integer(1), P.none)])), mentions: "twice")
    refuses("a list as a key", P.file(P.dictionary([(P.list([]), P.weight)])), mentions: "cannot be the key")
    let weights = P.dictionary(["w": P.weight])
    refuses("two models", P.file(P.dictionary(["model": weights, "state_dict": weights])), mentions: "weights twice")
  }

  @Test func refusesWhatIsNoStateDict() {
    for (value, kind) in [
      (P.none, "None"), (P.integer(1), "an int"), (P.list([]), "a list"), (P.weight, "a tensor"), (P.text("x"), "a str"),
      (P.storage(count: 1), "a storage"), (P.rebuildTensor, "a class or function"),
    ] {
      refuses(kind, P.file(value), mentions: "holds \(kind) instead of a state dict")
      refuses(
        kind, P.file(P.dictionary(["state_dict": P.dictionary(["w": value == P.weight ? P.none : value])])), mentions: "'w'")
    }
    refuses("nothing", P.file(P.emptyDictionary), mentions: "no tensors")
    refuses("nothing within", P.file(P.dictionary(["model": P.emptyDictionary])), mentions: "no tensors")
    refuses("number", P.file(P.dictionary([(P.integer(1), P.weight)])), mentions: "an int is a tensor's name")
    refuses("reserved", P.file(P.dictionary(["__metadata__": P.weight])), mentions: "cannot be a tensor's name")
    refuses(
      "tensor in the configuration", P.file(P.dictionary(["w": P.weight, "config": P.dictionary(["k": P.weight])])),
      mentions: "a tensor")
    refuses("bytes as a name", P.file(P.dictionary(["w\n\u{1B}[31m": P.none])), mentions: "no tensors")
    refuses(
      "terminal command", P.file(P.dictionary(["state_dict": P.dictionary(["w\n\u{1B}[31m": P.none])])),
      mentions: #"w\u{a}\u{1b}[31m"#)
  }

  @Test func refusesOtherArchives() {
    let pickle = [0x80, 2] + P.dictionary(["w": P.weight]) + P.byte(".")
    func file(_ others: RawZip...) -> [UInt8] { P.archive(pickle: pickle, others: others) }
    refuses("big-endian", file(RawZip(name: "model/byteorder", data: Array("big".utf8))), mentions: "big-endian")
    refuses("unknown order", file(RawZip(name: "model/byteorder", data: Array("middle".utf8))), mentions: "byte order")
    refuses("TorchScript", file(RawZip(name: "model/constants.pkl", data: [])), mentions: "TorchScript")
    refuses("two", file(RawZip(name: "other/data.pkl", data: pickle)), mentions: "several")
    refuses("one twice", file(RawZip(name: "model/data.pkl", data: pickle)), mentions: "already exists")
    refuses("storage twice", file(RawZip(name: "model/data/0", data: [0, 0, 0, 0])), mentions: "already exists")
    refuses("outside", file(RawZip(name: "../data/0", data: [0, 0, 0, 0])), mentions: "leads out")
    refuses(
      "elsewhere",
      RawZip.archive([RawZip(name: "model/data.pkl", data: pickle), RawZip(name: "other/data/0", data: [0, 0, 0, 0])]))
    refuses("no folder", RawZip.archive([RawZip(name: "data.pkl", data: pickle)]), mentions: "no data.pkl")
    let bomb = RawZip(name: "model/data/1", data: [UInt8](repeating: 0, count: 1 << 10), method: 8, claimedSize: 1 << 30)
    refuses("bomb", file(bomb), mentions: "claims to unpack")
    let bombs = (1...200).map {
      RawZip(name: "model/data/\($0)", data: [UInt8](repeating: 0, count: 8192), method: 8, claimedSize: 1 << 20)
    }
    refuses("bombs", P.archive(pickle: pickle, others: bombs), mentions: "would unpack")
  }
}
