import Checkpoints
import Files
import Foundation
import Testing

/// Files that PyTorch wrote; `Fixtures/make_fixtures.py` made them.
@Suite struct TorchFileTests {
  struct Expected: Decodable {
    let name: String
    let shape: [Int]
    let type: String
    let bytes: String
  }

  static func path(_ name: String) throws -> String {
    try #require(Bundle.module.path(forResource: "Fixtures/" + name, ofType: nil))
  }

  @Test(arguments: ["state_dict.pt", "views.pt", "training.pt", "training_protocol5.pt", "parameters.pt"])
  func readsWhatPyTorchReads(_ name: String) throws {
    let json = try Data(contentsOf: URL(filePath: try Self.path("expected.json")))
    let expected = try #require(try JSONDecoder().decode([String: [Expected]].self, from: json)[name])
    let tensors = try TorchFile.read(try Self.path(name)).tensors.tensors
    #expect(tensors.map(\.name) == expected.map(\.name))
    for (tensor, expected) in zip(tensors, expected) {
      #expect(tensor.shape == expected.shape, "\(tensor.name)")
      #expect(tensor.elementType.rawValue == expected.type, "\(tensor.name)")
      let digits = tensor.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      #expect(digits == expected.bytes, "\(tensor.name)")
    }
  }

  @Test(arguments: ["training.pt", "training_protocol5.pt"]) func readsWhatWasSavedWithTheWeights(_ name: String) throws {
    let archive = try TorchFile.read(try Self.path(name))
    #expect(
      archive.configuration == [
        "d_model": .integer(3), "n_head": .integer(1), "dropout": .real(0), "tie": .boolean(true), "name": .text("größe"),
        "seed": .integer(1 << 40), "minus": .integer(-129), "nothing": .none,
        "nested": .dictionary([
          "list": .list([.integer(1), .real(2.5), .text("x"), .list([.boolean(true), .none])]),
          "tuple": .list([.integer(1), .integer(2)]), "3": .text("three"),
        ]),
        "dtype": .text("torch.float32"), "shape": .list([.integer(5), .integer(3)]),
      ])
    #expect(
      archive.notes == [
        "step": .integer(30000),
        "args": .dictionary(["lr": .real(0.01), "run_name": .text("fixture"), "betas": .list([.real(0.9), .real(0.999)])]),
        "val_exact": .real(0.75), "count": .integer(-3), "loss": .real(0.5), "device": .text("cuda:1"),
      ])
    #expect(archive.configuration["d_model"]?.real == 3)
  }

  @Test func tellsWhichTensorsShareAStorage() throws {
    #expect(try TorchFile.read(try Self.path("state_dict.pt")).sharedStorages == [["tok_emb.weight", "head.weight"]])
    #expect(try TorchFile.read(try Self.path("parameters.pt")).sharedStorages == [])
  }

  @Test func refusesWhatIsNoStateDict() throws {
    for (name, reason) in [
      ("before_1.6.pt", "before version 1.6"),
      ("whole_module.pt", "the pickle asks for torch.nn.modules.linear.Linear, which no weight file needs"),
    ] {
      let bytes = try InputFile.read(try Self.path(name))
      expectBadData(name, mentions: reason) { () throws(FileError) in _ = try TorchFile.decode(bytes, path: "in") }
    }
  }

  @Test func saysWhatAFileIsInstead() throws {
    for (bytes, reason) in [
      (SafeTensors.encode(Examples.small), "this is a safetensors file"),
      (try NPZ.encode(Examples.small, path: "in"), "no data.pkl"),
      ([0x80, 4, 0x95], "this is a Python pickle, not a PyTorch checkpoint"),
      ([UInt8](repeating: 0x61, count: 257) + Array("ustar\0".utf8), "before version 1.6"),
      ([], "an empty file"), ([1, 2, 3], "no proper zip archive"),
    ] {
      expectBadData(reason, mentions: reason) { () throws(FileError) in _ = try TorchFile.decode(bytes, path: "in") }
    }
  }

  @Test(.enabled(if: ReferenceFileTests.isAtHand, "needs ../shared/published")) func readsPublishedFiles() throws {
    for (name, tensors, settings) in [
      ("lowrank-262p", 16, 19), ("lowrank-512p", 18, 11), ("microadder-133p", 24, 26), ("microadder-67p", 23, 38),
      ("spiral-242p", 19, 0),
    ] {
      let archive = try TorchFile.read(ReferenceFileTests.shared + "/published/\(name).pt")
      #expect(archive.tensors.tensors.count == tensors)
      #expect(archive.configuration.count == settings)
    }
  }
}
