import Addition
import Lanes
import Synchronization
import Transformer

/// Where the queries and keys of one head lie, position by position, and what that makes of its scores.
///
/// Queries and keys are those of `hook_rot_q` and `hook_rot_k`, of which rotary models make their scores, or else of `hook_q` and
/// `hook_k`.
public struct QueryKeySpace: Codable, Hashable, Sendable {
  /// The scores of keys of one role, before the softmax.
  public struct RoleScore: Codable, Hashable, Sendable {
    /// What the keys are to the answer's digits.
    public let role: KeyRole
    /// Their mean score, each problem's over digits and keys; with a 95% interval over problems.
    public let score: Estimate
    /// The same of the score's excess over the query's mean score: what the softmax sees, which forgets what all keys share.
    public let excess: Estimate
  }

  /// The scores of keys so far behind their query, for rotary positions.
  public struct OffsetScore: Codable, Hashable, Sendable {
    /// How many positions the key is behind the query.
    public let offset: Int
    /// Of the mean query of the answer with the mean key, both turned back: what rotation alone makes of the distance.
    public let ofMeans: Double
    /// The mean score; with a 95% interval over problems.
    public let score: Estimate
  }

  /// The block, from 0.
  public let layer: Int
  /// The head within the block, from 0.
  public let head: Int
  /// The mean query at every position, `[position][feature]`.
  public let queries: [[Double]]
  /// The mean key at every position, `[position][feature]`.
  public let keys: [[Double]]
  /// The share of the queries' variance that lies between positions, the rest being between problems: 1 where the position alone
  /// decides. Nil where all queries are equal.
  public let queryVarianceOfPosition: Double?
  /// The same of the keys.
  public let keyVarianceOfPosition: Double?
  /// The scores that the answer's digits give to keys of every role.
  public let roles: [RoleScore]
  /// By distance; empty without rotary positions.
  public let offsets: [OffsetScore]

  /// Such as `L0H1`.
  public var name: String { "L\(layer)H\(head)" }

  /// Every head of every block, from the same teacher-forced runs.
  ///
  /// - Throws: `AnalysisError.notFinite` for a diverged model.
  static func all(
    of model: Model, on problems: ProblemSuite, seed: UInt64, threads: Int, progress: StudyProgress
  ) throws(AnalysisError) -> [QueryKeySpace] {
    let bootstrap = Bootstrap(problems: problems.count, seed: seed)
    let program = model.program
    let initial = (0..<model.architecture.layers).compactMap { QueryKeySums(program, layer: $0, groups: bootstrap.groups) }
    let done = Atomic(0)
    let parts = model.forEachBlock(of: problems, threads: threads, initial: initial) { pass, weights, indices, sums in
      pass.forward(weights)
      for layer in sums.indices { sums[layer].add(pass, indices) { bootstrap.group(of: $0) } }
      progress(done.add(indices.count, ordering: .relaxed).newValue, problems.count)
    }
    var sums = initial
    for part in parts {
      for layer in sums.indices { sums[layer].add(part[layer]) }
    }
    guard sums.allSatisfy(\.isFinite) else { throw .notFinite(quantity: "an attention score") }
    return sums.flatMap { layer in (0..<layer.heads).map { QueryKeySpace(layer, head: $0, model.architecture, bootstrap) } }
  }

  private init(_ sums: QueryKeySums, head: Int, _ architecture: Architecture, _ bootstrap: Bootstrap) {
    let (queries, keys) = (sums.queries.means(head: head), sums.keys.means(head: architecture.keyValueHead(of: head)))
    let table = sums.scores(head: head)
    (layer, self.head) = (sums.layer, head)
    (self.queries, self.keys) = (queries, keys)
    queryVarianceOfPosition = sums.queries.varianceOfPosition(head: head)
    keyVarianceOfPosition = sums.keys.varianceOfPosition(head: architecture.keyValueHead(of: head))
    roles = KeyRole.allCases.enumerated().map { index, role in
      RoleScore(
        role: role, score: bootstrap.mean(sums: table.byRole[index].score, counts: table.byRole[index].count),
        excess: bootstrap.mean(sums: table.byRole[index].excess, counts: table.byRole[index].count))
    }
    guard let rotary = architecture.attention.rotary else { offsets = []; return }
    let turning = PositionTurning(rotary, width: architecture.attention.queryKeyWidth)
    let format = architecture.format
    let query = Self.mean(
      (0..<format.answerLength).map { digit in
        let position = format.query(answerDigit: digit)
        return turning.turned(queries[position], by: -position)
      })
    let key = Self.mean(keys.indices.map { turning.turned(keys[$0], by: -$0) })
    let scale = 1 / Double(architecture.attention.queryKeyWidth).squareRoot()
    offsets = table.byOffset.enumerated().map { offset, sums in
      let turned = turning.turned(query, by: offset)
      return OffsetScore(
        offset: offset, ofMeans: scale * zip(turned, key).reduce(0) { $0 + $1.0 * $1.1 },
        score: bootstrap.mean(sums: sums.score, counts: sums.count))
    }
  }

  private static func mean(_ vectors: [[Double]]) -> [Double] {
    vectors[0].indices.map { d in vectors.reduce(0) { $0 + $1[d] } / Double(vectors.count) }
  }
}
