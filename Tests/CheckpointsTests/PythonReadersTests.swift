import Checkpoints
import Digests
import Foundation
import Testing
import Transformer

/// What `analyze convert` writes, read by the packages it is meant for, where they are installed.
@Suite struct ConvertedFilesInPythonTests {
  @Test(
    .enabled(if: python("import torch, numpy, safetensors"), "python3 lacks torch, numpy or safetensors"),
    arguments: ["57", "777", "262", "242", "qwen, grouped"])
  func torchAndNumPyReadTheSameBits(name: String) throws {
    let checkpoint = try ImportTests.checkpoint(name)
    let scratch = try Scratch()
    let (safeTensors, npz) = (scratch.path + "/model.safetensors", scratch.path + "/model.npz")
    try checkpoint.export(to: safeTensors)
    try checkpoint.export(to: npz)
    let tensors = checkpoint.archive(repeatingTies: true).tensors.sorted { $0.name < $1.name }
    let digest = SHA256.digest(of: tensors.flatMap { Array($0.name.utf8) + $0.bytes }).hex
    // A module with one parameter for every name takes the state dict in strictly.
    let script = """
      import hashlib, sys, numpy, torch
      from safetensors.torch import load_file
      state, arrays = load_file(sys.argv[1]), numpy.load(sys.argv[2])
      assert sorted(state) == sorted(arrays.files)
      class Node(torch.nn.Module): pass
      root = Node()
      for name, value in state.items():
        node, *path = root, *name.split(".")
        for part in path[:-1]:
          if part not in dict(node.named_children()): node.add_module(part, Node())
          node = getattr(node, part)
        node.register_parameter(path[-1], torch.nn.Parameter(torch.zeros_like(value)))
      root.load_state_dict(state, strict=True)
      digest = hashlib.sha256()
      for name in sorted(state):
        loaded = root.state_dict()[name].numpy()
        assert loaded.shape == arrays[name].shape and loaded.tobytes() == arrays[name].tobytes(), name
        digest.update(name.encode() + loaded.tobytes())
      assert digest.hexdigest() == sys.argv[3]
      """
    #expect(python(script, safeTensors, npz, digest))
  }

  /// The authors' modules, or modules of their names, shapes and ties, take what is written for them strictly.
  @Test(
    .enabled(if: python("import torch, safetensors"), "python3 lacks torch or safetensors"),
    arguments: ["777", "512", "262", "67", "57", "242", "qwen"])
  func modulesOfTheAuthorsTakeThemStrictly(name: String) throws {
    let original = try ImportTests.checkpoint(name).model
    var architecture = original.architecture
    if name == "57" { architecture.naming = .microAdderFlat }
    let scratch = try Scratch()
    try Checkpoint(name: name, model: try Model(architecture, weights: original.weights)).export(
      to: scratch.path + "/m.safetensors")
    #expect(python(try Self.modules, name, scratch.path + "/m.safetensors"))
  }

  /// A published file, converted, has its author's tensors again.
  @Test(
    .enabled(
      if: PublishedFiles.arePresent && python("import torch, safetensors"), "needs ../shared/published, torch and safetensors"),
    arguments: PublishedFiles.all.filter { $0.name.hasSuffix(".pt") })
  func publishedFilesComeBack(file: PublishedFiles.File) throws {
    let scratch = try Scratch()
    let published = PublishedFiles.folder + "/" + file.name
    try Checkpoint.read(published).export(to: scratch.path + "/m.safetensors")
    #expect(python(try Self.modules, published, scratch.path + "/m.safetensors"))
  }

  private static var modules: String {
    get throws {
      let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/author_modules.py")
      return try String(contentsOf: path, encoding: .utf8)
    }
  }
}

/// Whether python3 runs the script to its end.
private func python(_ script: String, _ arguments: String...) -> Bool {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["python3", "-c", script] + arguments
  process.standardInput = FileHandle.nullDevice
  process.standardOutput = FileHandle.nullDevice
  process.standardError = FileHandle.nullDevice
  do { try process.run() } catch { return false }
  process.waitUntilExit()
  return process.terminationStatus == 0
}
