import CHDF5
import Foundation
import Testing
import Traces

extension TracesTests {
  @Suite struct HostileFileTests {
    /// Why opening the file fails, or `nil` if it does not.
    private func refusal(_ path: String) -> TraceError? {
      do { _ = try TraceReader.open(path) } catch { return error }
      return nil
    }

    /// Writes the example and lets `edit` change it through HDF5 itself.
    private func editing(_ example: borrowing Example, _ edit: (hid_t) -> Void) throws {
      try example.write(problems: 20)
      let file = H5Fopen(example.path, chdf5_read_write(), 0)
      try #require(file >= 0)
      edit(file)
      try #require(H5Fclose(file) >= 0)
    }

    @Test func missingFilesAndFolders() throws {
      let example = try Example()
      for path in [example.path, example.folder.path, "", "a\0b", "/dev/null"] {
        guard case .missing(path, _) = refusal(path) else {
          Issue.record("'\(path)': \(String(describing: refusal(path)))")
          continue
        }
      }
    }

    @Test func otherKindsOfFiles() throws {
      let example = try Example()
      let contents: [Data] = [
        Data(), Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), Data("{\"a\": 1}".utf8), Data(count: 10_000),
      ]
      for data in contents {
        try data.write(to: URL(filePath: example.path))
        #expect(refusal(example.path) == .notATrace(path: example.path, reason: "it is not an HDF5 file"))
      }
      // Only the signature is right.
      try Data([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 3, 8, 8]).write(to: URL(filePath: example.path))
      #expect(refusal(example.path) != nil)
    }

    @Test func truncatedFiles() throws {
      let example = try Example()
      try example.write(problems: 20, compression: .deflate(level: 1))
      let whole = try Data(contentsOf: URL(filePath: example.path))
      let lengths = Array(stride(from: 0, to: whole.count, by: max(1, whole.count / 200))) + [whole.count - 1]
      for length in lengths {
        try whole.prefix(length).write(to: URL(filePath: example.path))
        #expect(refusal(example.path) != nil, "\(length) of \(whole.count) bytes were taken for a trace")
      }
    }

    /// One flipped bit in the stored activations must not come back as an activation.
    @Test func damagedValues() throws {
      let example = try Example()
      try example.write(problems: 20)
      var bytes = try Data(contentsOf: URL(filePath: example.path))
      let hook = Example.hooks[1]
      let values = Example.values(hook, problems: 3..<4).withUnsafeBytes { Data($0) }
      let place = try #require(bytes.range(of: values)).lowerBound + 40
      bytes[place] ^= 0x10
      try bytes.write(to: URL(filePath: example.path))
      let reader = try TraceReader.open(example.path)
      #expect(throws: TraceError.self) { try reader.read(hook.name, problems: 3..<4) }
      #expect(try reader.read("hook_embed", problems: 3..<4).count == Example.width(Example.hooks[0]))
    }

    /// Whatever byte is wrong: the file is refused, or the byte was none that we read.
    @Test func flippedBytesAnywhere() throws {
      let example = try Example()
      let hook = Example.hooks[0]
      let description = Example.description(problems: 17, hooks: [hook])
      let values = Example.values(hook, problems: 0..<17).map(\.bitPattern)
      try example.write(problems: 17, hooks: [hook])
      let whole = try Data(contentsOf: URL(filePath: example.path))
      for place in stride(from: 0, to: whole.count, by: 31) {
        var bytes = whole
        bytes[place] ^= 0xFF
        try bytes.write(to: URL(filePath: example.path))
        do throws(TraceError) {
          let reader = try TraceReader.open(example.path)
          let read = TraceDescription(
            provenance: reader.provenance, problems: try reader.readProblems(), hooks: reader.hooks)
          #expect(read == description, "byte \(place)")
          let readValues = try reader.read(hook.name, problems: 0..<17)
          #expect(readValues.map(\.bitPattern) == values, "byte \(place)")
        } catch {}
      }
    }

    @Test func unfinishedAndNewerTraces() throws {
      let example = try Example()
      try editing(example) { _ = H5Adelete($0, "complete") }
      #expect(refusal(example.path) == .incomplete(path: example.path))

      try editing(example) { file in
        let version = H5Aopen(file, "format_version", 0)
        var value: Int32 = 3
        _ = H5Awrite(version, chdf5_native_int32(), &value)
        _ = H5Aclose(version)
      }
      #expect(refusal(example.path) == .otherFormat(path: example.path, found: 3, supported: 2))

      try editing(example) { _ = H5Adelete($0, "provenance") }
      guard case .notATrace = refusal(example.path) else {
        Issue.record("\(String(describing: refusal(example.path)))")
        return
      }
      try editing(example) { file in
        _ = H5Adelete(file, "provenance")
        _ = H5LTset_attribute_string(file, "/", "provenance", "{\"model\": 1}")
      }
      #expect(isMalformed(refusal(example.path)))
    }

    private func isMalformed(_ error: TraceError?) -> Bool {
      if case .malformed = error { true } else { false }
    }

    @Test func linksOutOfTheFile() throws {
      let example = try Example()
      let other = try Example()
      try other.write(problems: 20)
      try editing(example) { file in
        _ = H5Ldelete(file, "/activations/hook_embed", 0)
        _ = H5Lcreate_external(other.path, "/activations/hook_embed", file, "/activations/hook_embed", 0, 0)
      }
      #expect(isMalformed(refusal(example.path)))
      try editing(example) { file in
        _ = H5Ldelete(file, "/activations/hook_embed", 0)
        _ = H5Lcreate_soft("/tokens", file, "/activations/hook_embed", 0, 0)
      }
      #expect(isMalformed(refusal(example.path)))
    }

    struct Lie: Sendable, CustomTestStringConvertible {
      let testDescription: String
      var shape: [hsize_t] = [20, 33, 2]
      var chunk: [hsize_t]? = [16, 33, 2]
      var isInteger = false
      var deflates = false
      var dimensions: String? = "problem position d_token"
      /// Whether zeros are written, so that the size itself is true.
      var isWritten = false
    }

    static let lies = [
      Lie(testDescription: "no names", dimensions: nil, isWritten: true),
      Lie(testDescription: "no values at all"),
      Lie(testDescription: "far too many problems", shape: [1 << 40, 33, 2]),
      Lie(testDescription: "a size beyond counting", shape: [1 << 60, 1 << 60, 1 << 60], chunk: [1, 1, 1]),
      Lie(testDescription: "a huge chunk, compressed", shape: [1 << 20, 33, 2], chunk: [1 << 20, 33, 2], deflates: true),
      Lie(testDescription: "no chunks", chunk: nil),
      Lie(testDescription: "integers", isInteger: true, isWritten: true),
      Lie(testDescription: "too few names", dimensions: "problem position", isWritten: true),
      Lie(testDescription: "an unknown dimension", dimensions: "problem position d_nowhere", isWritten: true),
      Lie(testDescription: "a dimension that is a path", dimensions: "problem position ../tokens", isWritten: true),
      Lie(testDescription: "a dimension that is a group", dimensions: "problem position activations", isWritten: true),
      Lie(testDescription: "dimensions in the wrong order", dimensions: "position problem d_token", isWritten: true),
    ]

    @Test(arguments: lies) func lyingArrays(lie: Lie) throws {
      let example = try Example()
      try editing(example) { file in
        _ = H5Ldelete(file, "/activations/hook_embed", 0)
        let space = H5Screate_simple(Int32(lie.shape.count), lie.shape, nil)
        let list = H5Pcreate(chdf5_dataset_creation())
        if let chunk = lie.chunk { _ = H5Pset_chunk(list, Int32(chunk.count), chunk) }
        if lie.deflates { _ = H5Pset_deflate(list, 1) }
        let type = lie.isInteger ? chdf5_stored_int64() : chdf5_stored_float32()
        let dataset = H5Dcreate2(file, "/activations/hook_embed", type, space, 0, list, 0)
        if let dimensions = lie.dimensions { _ = H5LTset_attribute_string(dataset, ".", "dimensions", dimensions) }
        if lie.isWritten {
          let zeros = [Int64](repeating: 0, count: Int(lie.shape.reduce(1, *)))
          _ = H5Dwrite(dataset, type, 0, 0, 0, zeros)
        }
        _ = H5Dclose(dataset)
        _ = H5Pclose(list)
        _ = H5Sclose(space)
      }
      #expect(isMalformed(refusal(example.path)), "\(String(describing: refusal(example.path)))")
    }
  }
}
