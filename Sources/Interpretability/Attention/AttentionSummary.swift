import Addition
import Transformer

/// Where every head looks, averaged over problems under teacher forcing.
public struct AttentionSummary: Codable, Hashable, Sendable {
  /// One head of one block.
  public struct Head: Codable, Hashable, Sendable {
    /// The block, from 0.
    public let layer: Int
    /// The head within the block, from 0.
    public let head: Int
    /// The mean attention weight, `[query][key]`; keys after the query are 0, every row sums to 1.
    public let mean: [[Double]]
    /// The standard deviation over problems, `[query][key]`: 0 where attention does not depend on the digits.
    public let deviation: [[Double]]
    /// The mean entropy of each query's attention, in bits.
    public let entropy: [Double]
    /// Where the queries look that predict the answer's digits, units first.
    public let digits: [Digit]

    /// Such as `L0H1`.
    public var name: String { "L\(layer)H\(head)" }
  }

  /// The attention of the query that predicts one digit of the answer.
  public struct Digit: Codable, Hashable, Sendable {
    /// The digit's place, 0 for units.
    public let place: Int
    /// The query's position, the one before the digit's own.
    public let query: Int
    /// The keys with the greatest mean weight, greatest first.
    public let topKeys: [Key]
    /// The mean attention on keys of every role, in the order of `KeyRole.allCases`; they sum to 1.
    public let roles: [RoleShare]
  }

  /// One key as a query sees it.
  public struct Key: Codable, Hashable, Sendable {
    /// The key's position.
    public let position: Int
    /// Its label, such as `X3`.
    public let label: String
    /// What it is to the digit.
    public let role: KeyRole
    /// The mean attention weight.
    public let weight: Double
    /// On how many problems it has the query's greatest weight (the earliest key wins a tie).
    public let isLargest: Proportion
  }

  /// The attention that falls on keys of one role.
  public struct RoleShare: Codable, Hashable, Sendable {
    /// The role.
    public let role: KeyRole
    /// The mean weight, 0...1.
    public let share: Double
  }

  /// The problems.
  public let source: ProblemSource
  /// How problems become tokens.
  public let format: TokenFormat
  /// A label for every query and key position.
  public let positionLabels: [String]
  /// The first query that predicts a digit of the answer.
  public let firstAnswerQuery: Int
  /// All heads, by block and head.
  public let heads: [Head]

  /// Runs every problem, teacher-forced, over all positions.
  ///
  /// - Parameter keysPerDigit: how many keys to list for each digit of the answer.
  /// - Throws: `AnalysisError.noProblems`, `.notFinite` for a diverged model.
  public init(
    _ model: Model, on test: ProblemSuite = .carry(), keysPerDigit: Int = 5, threads: Int = 1
  ) throws(AnalysisError) {
    try test.requireProblems()
    let format = model.architecture.format
    let labels = Array(format.positionLabels.prefix(model.program.positions))
    let patterns = model.program.attentionPatterns
    let initial = patterns.map { PatternSums(heads: $0.hook.heads ?? 1, positions: model.program.positions) }
    let parts = model.forEachBlock(of: test, threads: threads, initial: initial) { pass, weights, indices, sums in
      pass.forward(weights)
      for (layer, pattern) in patterns.enumerated() {
        sums[layer].add(pattern.hook, of: pass, lanes: indices.count)
      }
    }
    let sums = parts.reduce(into: initial) { total, part in
      for layer in total.indices { total[layer].add(part[layer]) }
    }
    guard sums.allSatisfy(\.isFinite) else { throw .notFinite(quantity: "an attention pattern") }
    source = test.source
    self.format = format
    positionLabels = labels
    firstAnswerQuery = model.program.firstAnswerPosition
    heads = zip(patterns, sums).flatMap { pattern, sums in
      (0..<sums.heads).map { head in
        sums.summary(layer: pattern.layer, head: head, format: format, labels: labels, keys: keysPerDigit)
      }
    }
  }
}

extension Program {
  /// The attention patterns of all blocks, in order.
  var attentionPatterns: [(layer: Int, hook: HookPoint)] {
    (0..<architecture.layers).compactMap { layer in hook("blocks.\(layer).attn.hook_pattern").map { (layer, $0) } }
  }
}
