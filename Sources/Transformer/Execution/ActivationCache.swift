import Addition
import Lanes

/// What a model computed at some hooks on some problems: arrays by name, as TransformerLens's `run_with_cache` gives them.
public struct ActivationCache: Sendable {
  /// The problems, in the order of every array's first dimension.
  public let problems: ProblemSuite
  /// The hooks that were read, in the order of the computation.
  public let hooks: [HookPoint]
  private let arrays: [String: ActivationArray]

  init(problems: ProblemSuite, arrays: [(hook: HookPoint, array: ActivationArray)]) {
    self.problems = problems
    hooks = arrays.map(\.hook)
    self.arrays = Dictionary(uniqueKeysWithValues: arrays.map { ($0.hook.name, $0.array) })
  }

  /// The activations at a hook; nil for one that was not asked for.
  public subscript(hook: String) -> ActivationArray? { arrays[hook] }
}

/// An array of activations with named dimensions: problems first, then the hook's.
public struct ActivationArray: Sendable {
  /// The dimensions' names, such as `problem`, `head`, `query`, `key`.
  public let dimensions: [String]
  /// Their sizes.
  public let shape: [Int]
  /// What the positions along `position`, `query` and `key` are called: `X0`, `+`, `Z3`, ...
  public let positionLabels: [String]
  /// The values, row-major: the last dimension runs fastest.
  public let values: [Float]

  /// A value, by one index a dimension.
  ///
  /// - Precondition: as many indices as dimensions, each within its size.
  public subscript(indices: Int...) -> Float {
    check(
      indices.count == shape.count && zip(indices, shape).allSatisfy { $0 >= 0 && $0 < $1 },
      "an array of shape \(shape) (\(dimensions.joined(separator: ", "))) has nothing at \(indices)")
    return values[zip(indices, shape).reduce(0) { $0 * $1.1 + $1.0 }]
  }

  /// The position of a label, such as `Z0`; nil where there is none.
  public func position(_ label: String) -> Int? { positionLabels.firstIndex(of: label) }
}

/// Why activations were not put into arrays.
public struct CacheError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, and what would do.
  public let description: String
}

extension Model {
  /// What a cache may hold.
  private static var largestCache: Int { 8 << 30 }

  /// Runs the model over problems, teacher-forced, and gives what it computes at some hooks.
  ///
  ///     let cache = try model.run(.uniform(count: 100, seed: 1), hooks: "blocks.*.attn.*")
  ///     cache["blocks.0.attn.hook_pattern"]?[0, 0, 22, 5]
  ///
  /// - Parameters:
  ///   - hooks: globs with commas between them; see `Program.hooks(matching:)`.
  ///   - donors: a partner for every problem, from which `donor` interventions take values.
  /// - Throws: `HookSelectionError` for a glob that matches nothing, `CacheError` where the arrays would hold more than 8 GiB.
  public func run(
    _ problems: ProblemSuite, hooks: String = "*", donors: ProblemSuite? = nil, threads: Int = 1
  ) throws -> ActivationCache {
    let readers = try program.hooks(matching: hooks).map { ActivationReader($0, in: program) }
    let numbers = readers.reduce(0) { $0 + $1.valuesPerProblem }.multipliedReportingOverflow(by: problems.count)
    guard !numbers.overflow, numbers.partialValue <= Self.largestCache / MemoryLayout<Float>.size else {
      throw CacheError(
        description: "the activations of \(problems.count) problems at \(readers.count) hooks take more than 8 GiB; "
          + "ask for fewer, or record a trace, which is read piece by piece")
    }
    let parts = forEachBlock(
      of: problems, donors: donors, threads: threads, initial: readers.map { _ in [Float]() }
    ) { pass, weights, indices, arrays in
      pass.forward(weights)
      for (index, reader) in readers.enumerated() {
        let count = indices.count * reader.valuesPerProblem
        arrays[index] += [Float](unsafeUninitializedCapacity: count) { buffer, written in
          if let values = buffer.baseAddress { reader.copy(from: pass, to: values) }
          written = count
        }
      }
    }
    return ActivationCache(
      problems: problems,
      arrays: readers.enumerated().map { index, reader in
        (reader.hook, array(reader.hook, problems: problems.count, parts.flatMap { $0[index] }))
      })
  }

  func array(_ hook: HookPoint, problems: Int, _ values: [Float]) -> ActivationArray {
    ActivationArray(
      dimensions: ["problem"] + hook.dimensionNames, shape: [problems] + hook.dimensions(positions: program.positions),
      positionLabels: architecture.format.positionLabels, values: values)
  }
}
