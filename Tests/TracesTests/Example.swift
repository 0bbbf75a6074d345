import Foundation
import Traces

/// A small trace with everything a trace can have, and a folder of its own that goes away with it.
struct Example: ~Copyable {
  let folder: URL
  var path: String { folder.appending(path: "trace.h5").path }

  static let positions =
    (0..<10).map { "X\($0)" } + ["+"] + (0..<10).map { "Y\($0)" } + ["="] + (0...10).map { "Z\($0)" }

  static let hooks = [
    TraceHook("hook_embed", [.position(positions), TraceDimension("d_token", size: 2)]),
    TraceHook("blocks.0.hook_resid_pre", [.position(positions), TraceDimension("d_model", size: 5)]),
    TraceHook("blocks.0.attn.hook_q", [.head(2), .position(positions), TraceDimension("d_head", size: 3)]),
    TraceHook("blocks.0.attn.hook_pattern", [.head(2), .query(positions), .key(positions)]),
    TraceHook("unembed.hook_logits", [.position(positions), TraceDimension("d_vocab", labels: (0..<10).map(String.init))]),
  ]

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "carryscope-traces-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  static func description(problems count: Int, hooks: [TraceHook] = Example.hooks) -> TraceDescription {
    let a = (0..<count).map { Int64($0 * 7_919 + 9_999_990_000) }
    let b = (0..<count).map { Int64($0 * 104_729 % 10_000_000_000) }
    let answer = (0..<count).map { index -> Int64 in
      if index % 5 == 3 { return -1 }
      return a[index] + b[index] + (index % 7 == 2 ? 10 : 0)
    }
    return TraceDescription(
      provenance: TraceProvenance(
        architecture: #"{"d_model": 5, "heads": 2}"#, weightsSHA256: String(repeating: "0123456789abcdef", count: 4),
        suite: "adderboard", seed: .max, commandLine: "analyze dump checkpoints/größe --out trace.h5", version: "0.1.0"),
      problems: TraceProblems(
        a: a, b: b, answer: answer, positions: positions,
        tokens: (0..<count * positions.count).map { UInt8($0 % 14) },
        columns: [
          TraceColumn(
            "carry_in", meaning: "1 where a carry comes in", dimensions: [TraceDimension("place", size: 11)],
            values: (0..<count * 11).map { UInt8($0 % 2) }),
          TraceColumn("chain_length", meaning: "longest carry chain", values: (0..<count).map { UInt8($0 % 12) }),
        ]),
      hooks: hooks)
  }

  /// Values per problem.
  static func width(_ hook: TraceHook) -> Int { hook.dimensions.reduce(1) { $0 * $1.size } }

  /// Values that tell every place apart, with the bit patterns that careless code loses.
  static func values(_ hook: TraceHook, problems: Range<Int>) -> [Float] {
    let width = width(hook)
    let special: [Float] = [
      .nan, Float(bitPattern: 0xFFC1_2345), -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
    ]
    return (problems.lowerBound * width..<problems.upperBound * width).map { index in
      index % 11 < special.count ? special[index % 11] : Float(index) * 0.37 + Float(hook.name.utf8.count)
    }
  }

  /// Writes the whole example in portions of the given size.
  func write(
    problems count: Int, portion: Int = 16, hooks: [TraceHook] = Example.hooks, compression: TraceCompression = .none
  ) throws {
    var writer = try TraceWriter.create(
      path, description: Self.description(problems: count, hooks: hooks), compression: compression)
    for first in stride(from: 0, to: count, by: portion) {
      let range = first..<min(first + portion, count)
      for hook in hooks {
        let values = Self.values(hook, problems: range)
        try writer.write(hook: hook.name, problems: range, values: values.span)
      }
    }
    try writer.finish()
  }

  /// The names in the folder.
  func contents() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path) }
}
