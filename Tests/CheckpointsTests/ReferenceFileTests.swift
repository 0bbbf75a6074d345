import Checkpoints
import Foundation
import Testing

/// Files written by other implementations, beside the package where they are at hand.
@Suite struct ReferenceFileTests {
  static let shared = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared").path
  static let isAtHand = FileManager.default.fileExists(atPath: shared + "/reference-hooks")

  @Test(.enabled(if: isAtHand, "needs ../shared/reference-hooks")) func readsWhatThePythonLibraryWrote() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.shared + "/reference-hooks")
    for name in names.filter({ $0.hasSuffix(".safetensors") }) {
      let archive = try SafeTensors.read(Self.shared + "/reference-hooks/" + name, allowingNonFinite: true)
      #expect(!archive.tensors.isEmpty)
      #expect(try SafeTensors.decode(SafeTensors.encode(archive), path: name, allowingNonFinite: true) == archive)
      #expect(try NPZ.decode(NPZ.encode(archive, path: name), path: name, allowingNonFinite: true).tensors == archive.tensors)
    }
  }

  @Test(.enabled(if: isAtHand, "needs ../shared/published")) func readsWhatNumPyWrote() throws {
    let archive = try NPZ.read(Self.shared + "/published/qwen3-122p.npz")
    #expect(archive["model.embed_tokens.weight"]?.elementType == .float32)
    #expect(archive.tensors.count == 13)
  }
}
