import Addition
import Checkpoints
import Files
import Foundation
import Testing
import Transformer

/// Models of every family, written as published files and recognised again.
@Suite struct ImportTests {
  static let models: [(name: String, architecture: Architecture)] = [
    ("57", .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true)),
    ("67", .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: false)),
    ("74", .microAdder(queryKeyWidth: 5, trainsSpiral: true, tiesDown: false)),
    ("133", .microAdder133), ("242", .spiral242),
    ("777", .gptAcc(width: 7, hidden: 14)),
    ("own head, biases", .gptAcc(width: 6, hidden: 8, layers: 2, hasBias: true, tiesHead: false)),
    ("763", .gptAcc763),
    (
      "512",
      .lowRank(
        width: 7, hidden: 14, positionRank: 3, queryKeyValueRank: 3, outputRank: 3, mlpRank: 3, norm: .layer)
    ),
    (
      "582",
      .lowRank(
        width: 7, hidden: 14, positionRank: 3, queryKeyValueRank: 3, outputRank: 3, mlpRank: nil, norm: .layer)
    ),
    (
      "262",
      .lowRank(
        width: 4, hidden: 6, positionRank: 2, queryKeyValueRank: 3, outputRank: 3, mlpRank: 3, norm: .rms, sharesAndTies: true)
    ),
    ("qwen", .qwen3(width: 3, hidden: 3, heads: 1, headWidth: 4, base: 3)),
    ("qwen, grouped", .qwen3(width: 4, hidden: 5, heads: 2, keyValueHeads: 1, headWidth: 4, base: 3)),
  ]

  static func checkpoint(_ name: String) throws -> Checkpoint {
    let architecture = try #require(models.first { $0.name == name }).architecture
    let program = try Program(architecture)
    var random = RandomStream(seed: 7, purpose: .analysis)
    let weights = program.parameters.parameters.flatMap { parameter in
      // Frozen numbers keep their published values, by which they are recognised.
      parameter.isTrainable
        ? (0..<parameter.count).map { _ in Float(random.normal()) }
        : Initialization.microAdder.values(for: program.parameters, seed: 1)[parameter.range].map { $0 }
    }
    return Checkpoint(name: name, model: try Model(program, weights: weights))
  }

  /// Without our metadata, everything must follow from names and shapes.
  @Test(arguments: models.map(\.name))
  func publishedFilesAreRecognised(name: String) throws {
    let original = try Self.checkpoint(name)
    let scratch = try Scratch()
    let tensors = original.archive(repeatingTies: true).tensors
    // What names and shapes cannot tell stands in a configuration: here the number of heads.
    let heads = original.model.architecture.attention.heads
    let config = scratch.path + "/config.json"
    try AtomicFile.write("{\"n_heads\": \(heads)}", to: config)
    for file in [scratch.path + "/model.npz", scratch.path + "/model.safetensors"] {
      let archive = TensorArchive(tensors)
      if file.hasSuffix("npz") { try NPZ.write(archive, to: file) } else { try SafeTensors.write(archive, to: file) }
      let read = try Checkpoint.read(file, .init(configuration: config))
      #expect(read.model.architecture == original.model.architecture)
      #expect(read.model.weights == original.model.weights)
      #expect(read.weightsSHA256 == original.weightsSHA256)
    }
  }

  @Test(arguments: models.map(\.name))
  func exportsReadBackToTheBit(name: String) throws {
    let original = try Self.checkpoint(name)
    let scratch = try Scratch()
    for out in ["folder", "file.safetensors"] {
      try original.export(to: scratch.path + "/" + out)
      let read = try Checkpoint.read(scratch.path + "/" + out)
      #expect(read.model.architecture == original.model.architecture)
      #expect(read.model.weights == original.model.weights)
    }
    #expect(throws: FileError.self) { try original.export(to: scratch.path + "/file.pkl") }
  }

  /// MicroAdder's later names, without blocks.
  @Test(arguments: ["57", "67", "74"])
  func namesWithoutBlocksAreRecognised(name: String) throws {
    let original = try Self.checkpoint(name)
    let scratch = try Scratch()
    let replacements = [
      ("blocks.0.ln1", "norm1"), ("blocks.0.ln2", "norm2"), ("ln_f", "norm_f"), ("blocks.0.attn.", ""), ("blocks.0.ffn.", ""),
    ]
    let flat = original.archive(repeatingTies: true).tensors.map { tensor in
      tensor.renamed(replacements.reduce(tensor.name) { $0.replacingOccurrences(of: $1.0, with: $1.1) })
    }
    #expect(flat.allSatisfy { !$0.name.contains("blocks") } && flat.contains { $0.name == "fc1.weight" })
    try SafeTensors.write(TensorArchive(flat), to: scratch.path + "/m.safetensors")
    let read = try Checkpoint.read(scratch.path + "/m.safetensors")
    var expected = original.model.architecture
    expected.naming = .microAdderFlat
    #expect(read.model.architecture == expected)
    #expect(read.model.weights == original.model.weights)
    #expect(Set(read.archive(repeatingTies: true).tensors.map(\.name)) == Set(flat.map(\.name)))
  }

  @Test func aWholeArchitectureGoesBeforeRecognition() throws {
    let original = try Self.checkpoint("763")
    let scratch = try Scratch()
    var described = original.model.architecture
    described.norm.epsilon = 1e-4
    try SafeTensors.write(TensorArchive(original.archive.tensors), to: scratch.path + "/m.safetensors")
    try AtomicFile.write(described.json, to: scratch.path + "/architecture.json")
    let read = try Checkpoint.read(
      scratch.path + "/m.safetensors", .init(configuration: scratch.path + "/architecture.json"))
    #expect(read.model.architecture == described)
  }

  @Test func whatDoesNotFitIsNamed() throws {
    let original = try Self.checkpoint("67")
    let scratch = try Scratch()
    let path = scratch.path + "/m.safetensors"
    func complaint(_ tensors: [Tensor], _ hints: Checkpoint.Hints = .init()) throws -> String {
      try SafeTensors.write(TensorArchive(tensors), to: path)
      let error = #expect(throws: FileError.self) { try Checkpoint.read(path, hints) }
      #expect(error?.category == .badData)
      return error?.description ?? ""
    }
    let tensors = original.archive(repeatingTies: true).tensors
    #expect(try complaint(tensors.filter { $0.name != "z_hi_pos" }).contains("'z_hi_pos' is missing"))
    #expect(try complaint(tensors + [Tensor(name: "extra", shape: [1], floats: [1])]).contains("'extra'"))
    #expect(try complaint([Tensor(name: "weights", shape: [1], floats: [1])]).contains("no family"))
    #expect(try complaint(tensors + [Tensor(name: "_eos_pos", shape: [1, 3], floats: [0, 1, 0])]).contains("'_eos_pos'"))
    let integers = tensors.map {
      $0.name == "z_hi_pos" ? Tensor(name: $0.name, shape: $0.shape, integers: [1, 2, 3]) : $0
    }
    #expect(try complaint(integers).contains("floating-point"))
    // Tensors that the configuration says are one must be one.
    let config = scratch.path + "/config.json"
    try AtomicFile.write("{\"norm_mode\": \"shared\"}", to: config)
    let different = tensors.map {
      $0.name == "ln_f.weight" ? Tensor(name: $0.name, shape: $0.shape, floats: [9, 9, 9, 9, 9]) : $0
    }
    #expect(try complaint(different, .init(configuration: config)).contains("'ln_f.weight'"))
    for text in ["", "[]", "{", "{\"residual\": 1}", String(repeating: "{\"a\":", count: 1000)] {
      try AtomicFile.write(text, to: config)
      #expect(throws: FileError.self, "\(text.prefix(20))") { try Checkpoint.read(path, .init(configuration: config)) }
    }
    _ = try complaint(tensors, .init(family: .qwen3))
    _ = try complaint(tensors, .init(family: .dense))
  }
}

/// The published files themselves.
@Suite(.enabled(if: PublishedFiles.arePresent, "needs ../shared/published"))
struct PublishedFileTests {
  @Test(arguments: PublishedFiles.all)
  func loadsByPathAloneAndAddsAsMeasured(file: PublishedFiles.File) throws {
    let checkpoint = try Checkpoint.read(PublishedFiles.folder + "/" + file.name)
    #expect(checkpoint.model.parameterCount == file.parameters)
    #expect(file.right.contains(checkpoint.model.evaluate(.adderBoard, threads: 2).accuracy.count))
  }
}

enum PublishedFiles {
  struct File: Sendable, CustomStringConvertible {
    let name: String
    let parameters: Int
    /// Of AdderBoard's 10,010, as measured in float64, and what float32 may change.
    let right: ClosedRange<Int>
    var description: String { name }
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/published")
    .standardizedFileURL.path
  static var arePresent: Bool { FileManager.default.fileExists(atPath: folder) }
  static let all = [
    File(name: "microadder-67p.pt", parameters: 67, right: 10_010...10_010),
    File(name: "microadder-133p.pt", parameters: 133, right: 10_010...10_010),
    File(name: "spiral-242p.pt", parameters: 242, right: 9_914...9_920),
    File(name: "lowrank-262p.pt", parameters: 262, right: 10_003...10_007),
    File(name: "lowrank-512p.pt", parameters: 512, right: 10_006...10_010),
    File(name: "qwen3-122p.npz", parameters: 122, right: 10_003...10_007),
  ]
}
