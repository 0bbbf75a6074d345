import Checkpoints
import Files
import Testing
import Transformer

/// Files in which tensors are absent, or equal to another bit for bit: recognised, counted once, and written back as they were.
@Suite struct TiedFileTests {
  /// A model under an author's names, its tensors by name and changed as an author's file would have them.
  private func tensors(
    _ name: String, naming: Naming? = nil, changing change: (inout [String: Tensor]) throws -> Void
  ) throws -> [String: Tensor] {
    let original = try ImportTests.checkpoint(name).model
    var architecture = original.architecture
    architecture.naming = naming ?? architecture.naming
    let renamed = Checkpoint(name: name, model: try Model(architecture, weights: original.weights))
    let tensors = renamed.archive(repeatingTies: true).tensors
    var byName = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0) })
    try change(&byName)
    return byName
  }

  /// Writes the tensors as a file without our metadata, reads it, and checks that converting it gives the same tensors again.
  private func read(
    _ tensors: [String: Tensor], buffers: [Tensor] = [], configuration: String? = nil
  ) throws -> Checkpoint {
    let scratch = try Scratch()
    let file = scratch.path + "/published.safetensors"
    let all = tensors.map { $0.value.renamed($0.key) }.sorted { $0.name < $1.name }
    try SafeTensors.write(TensorArchive(all + buffers), to: file)
    var hints = Checkpoint.Hints()
    if let configuration {
      hints.configuration = scratch.path + "/config.json"
      try AtomicFile.write(configuration, to: scratch.path + "/config.json")
    }
    let checkpoint = try Checkpoint.read(file, hints)
    // Straight, and by way of a folder of ours.
    try checkpoint.export(to: scratch.path + "/ours")
    try checkpoint.export(to: scratch.path + "/back.npz")
    try Checkpoint.read(scratch.path + "/ours").export(to: scratch.path + "/again.npz")
    for back in ["back", "again"] {
      let converted = try NPZ.read("\(scratch.path)/\(back).npz").tensors.sorted { $0.name < $1.name }
      #expect(converted.map(\.name) == all.map(\.name))
      #expect(converted == all)
    }
    return checkpoint
  }

  private func dropped(_ name: String, _ tensors: inout [String: Tensor]) throws {
    try #require(tensors.removeValue(forKey: name) != nil, "\(name)")
  }

  // MARK: MicroAdder's later code

  /// Its published 57: no second amplitude, three norms that are one, buffers, and a configuration that says `weighted`.
  @Test(arguments: [("57", 57), ("67", 67), ("74", 74)])
  func flatNames(name: String, count: Int) throws {
    let file = try tensors(name, naming: .microAdderFlat) { _ in }
    for published in ["q_proj.weight", "q_phase_angle", "fc1.weight", "norm1.weight", "norm2.weight", "norm_f.weight"] {
      #expect(file[published] != nil, "\(published)")
    }
    #expect((file["fc2.weight"] == nil) == (name == "57") && file["tok_arc_B"] == nil)
    let buffers = [
      Tensor(name: "_plus_pos", shape: [1, 3], floats: [0, 0, 0]), Tensor(name: "_eos_pos", shape: [1, 3], floats: [0, 0, 0]),
      Tensor(name: "causal_mask", shape: [1, 1, 2, 2], floats: [1, 0, 1, 1]),
    ]
    for configuration in [nil, "{\"norm_mode\": \"weighted\"}"] {
      let checkpoint = try read(file, buffers: buffers, configuration: configuration)
      #expect(checkpoint.model.parameterCount == count)
      #expect(checkpoint.model.architecture.naming == .microAdderFlat)
    }
  }

  /// Norms as training starts them are equal, too, and then it is the configuration that makes them one.
  @Test func equalNumbersAreNoTie() throws {
    let ones = Tensor(name: "", shape: [5], floats: [1, 1, 1, 1, 1])
    let file = try tensors("57", naming: .microAdderFlat) { file in
      for name in ["norm1.weight", "norm2.weight", "norm_f.weight"] { file[name] = ones }
    }
    #expect(try read(file).model.parameterCount == 67)
    #expect(try read(file, configuration: "{\"norm_mode\": \"weighted\"}").model.parameterCount == 57)
  }

  @Test func normsWithoutWeights() throws {
    let file = try tensors("57", naming: .microAdderFlat) { file in
      for name in ["norm1.weight", "norm2.weight", "norm_f.weight"] { try dropped(name, &file) }
    }
    #expect(try read(file, configuration: "{\"norm_mode\": \"parameterless\"}").model.parameterCount == 52)
  }

  // MARK: The 242's relatives

  @Test func oneNormForBothLayers() throws {
    let file = try tensors("242") { try dropped("ln2.weight", &$0) }
    let checkpoint = try read(file, configuration: "{\"n_heads\": 2}")
    #expect(checkpoint.model.parameterCount == 242 - 6)
    #expect(checkpoint.model.architecture.weights[.norm2] == .same(.norm1))
  }

  @Test func aSpiralInPlaceOfDigits() throws {
    let numbers: [(String, Float)] = [("amp", 1.1), ("phase", 0.2), ("slope", 0.13), ("offset", -0.4)]
    let file = try tensors("242") { file in
      try dropped("digit_enc", &file)
      for (name, value) in numbers { file["pos_spiral_" + name] = Tensor(name: "", shape: [], floats: [value]) }
    }
    let checkpoint = try read(file)
    #expect(checkpoint.model.parameterCount == 242 - 30 + 4)
    #expect(checkpoint.model.architecture.weights[.positions] == .spiral(Spiral(), .all))
  }

  // MARK: The tied Qwen line

  private static let layer = "model.layers.0."
  private static let (q, k, v, o) = (
    layer + "self_attn.q_proj.weight", layer + "self_attn.k_proj.weight", layer + "self_attn.v_proj.weight",
    layer + "self_attn.o_proj.weight"
  )

  @Test func keysAreAbsent() throws {
    let checkpoint = try read(tensors("qwen") { try dropped(Self.k, &$0) })
    #expect(checkpoint.model.parameterCount == 122 - 12)
    #expect(checkpoint.model.architecture.weights[.key] == .same(.query))
  }

  @Test func valuesEqualKeys() throws {
    let checkpoint = try read(tensors("qwen") { $0[Self.v] = $0[Self.k] })
    #expect(checkpoint.model.parameterCount == 122 - 12)
    #expect(checkpoint.model.architecture.weights[.value] == .same(.key))
  }

  @Test(arguments: [true, false])
  func outputsAreTheQueriesTransposed(isWritten: Bool) throws {
    let checkpoint = try read(
      tensors("qwen") { file in
        guard isWritten else { return try dropped(Self.o, &file) }
        let queries = try #require(file[Self.q]?.floats())
        let columns = (0..<3).flatMap { column in (0..<4).map { queries[$0 * 3 + column] } }
        file[Self.o] = Tensor(name: "", shape: [3, 4], floats: columns)
      })
    #expect(checkpoint.model.parameterCount == 122 - 12)
    #expect(checkpoint.model.architecture.weights[.output] == .transposed(.same(.query)))
  }

  @Test func normsAreOne() throws {
    let checkpoint = try read(
      tensors("qwen") { file in
        file[Self.layer + "post_attention_layernorm.weight"] = file[Self.layer + "input_layernorm.weight"]
        file["model.norm.weight"] = file[Self.layer + "input_layernorm.weight"]
        file[Self.layer + "self_attn.k_norm.weight"] = file[Self.layer + "self_attn.q_norm.weight"]
      })
    #expect(checkpoint.model.parameterCount == 122 - 6 - 4)
  }

  /// Keys and values equal to the queries, outputs absent: what is left of 48 numbers is 12.
  @Test func severalTiesAtOnce() throws {
    let checkpoint = try read(
      tensors("qwen") { file in
        (file[Self.k], file[Self.v]) = (file[Self.q], file[Self.q])
        try dropped(Self.o, &file)
      })
    #expect(checkpoint.model.parameterCount == 122 - 36)
  }

  // MARK: The others

  /// gpt-acc's line where the unembedding is not written a second time.
  @Test(arguments: ["777", "262", "512"])
  func unembeddingIsAbsent(name: String) throws {
    let checkpoint = try read(tensors(name) { try dropped("lm_head.weight", &$0) })
    #expect(checkpoint.model.parameterCount == Int(name))
  }

  /// MicroAdder's line where keys are written beside the queries that they are.
  @Test func keysEqualTurnedQueries() throws {
    let (q, k) = ("blocks.0.attn.q_proj.weight", "blocks.0.attn.k_proj.weight")
    let checkpoint = try read(tensors("67") { $0[k] = $0[q] })
    #expect(checkpoint.model.architecture == (try ImportTests.checkpoint("67").model.architecture))
  }

  /// A file's note of its copies chooses among the names that there are; it makes up none.
  @Test func aNoteOfCopiesIsNoMoreThanAChoice() throws {
    let model = try ImportTests.checkpoint("67").model
    let names = { (note: String) in
      Checkpoint(name: "67", model: model, notes: ["repeated_tensors": note]).archive(repeatingTies: true).tensors.map(\.name)
    }
    let own = model.program.parameters.parameters.map(\.name)
    #expect(names("") == own)
    #expect(names("  nothing z_hi_pos z_hi_pos \u{0}") == own)
    #expect(names("nothing ln_f.weight tok_arc_A").filter { !own.contains($0) } == ["ln_f.weight"])
  }
}
