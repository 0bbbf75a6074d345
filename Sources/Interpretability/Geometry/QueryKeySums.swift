import Addition
import Lanes
import Transformer

/// Sums over problems of one block's queries, keys and scores.
struct QueryKeySums: Sendable {
  let layer: Int
  let heads: Int
  private(set) var queries, keys: VectorSums
  private let scoreHook: HookPoint
  private let digits: [Digit]
  private let offsets: Int
  private var tables: [ScoreTable]

  /// What an answer digit's query sees.
  private struct Digit: Sendable {
    let query: Int
    /// The index of every key's role.
    let roles: [Int]
  }

  /// Scores of one head, summed by group of problems.
  struct ScoreTable: Sendable {
    var byRole, byOffset: [GroupSums]
  }

  /// Nil where a hook is missing.
  init?(_ program: Program, layer: Int, groups: Int) {
    let name = "blocks.\(layer).attn."
    func last(_ letter: String) -> HookPoint? {
      program.hook("\(name)hook_rot_\(letter)") ?? program.hook("\(name)hook_\(letter)")
    }
    guard let query = last("q"), let key = last("k"), let scores = program.hook(name + "hook_attn_scores") else { return nil }
    let format = program.architecture.format
    self.layer = layer
    heads = scores.heads ?? 1
    scoreHook = scores
    queries = VectorSums(query, positions: program.positions)
    keys = VectorSums(key, positions: program.positions)
    offsets = program.architecture.attention.rotary == nil ? 0 : program.positions
    digits = (0..<format.answerLength).map { digit in
      let query = format.query(answerDigit: digit)
      let roles = (0...query).map { KeyRole.allCases.firstIndex(of: KeyRole(key: $0, answerDigit: digit, format: format)) ?? 0 }
      return Digit(query: query, roles: roles)
    }
    let empty = GroupSums(groups: groups)
    tables = Array(
      repeating: ScoreTable(
        byRole: Array(repeating: empty, count: KeyRole.allCases.count), byOffset: Array(repeating: empty, count: offsets)),
      count: heads)
  }

  func scores(head: Int) -> ScoreTable { tables[head] }

  var isFinite: Bool {
    queries.isFinite && keys.isFinite && tables.allSatisfy { $0.byRole.allSatisfy { $0.score.allSatisfy(\.isFinite) } }
  }

  /// Adds the problems of a pass that has been run.
  mutating func add(_ pass: Pass<Lane>, _ indices: Range<Int>, group: (Int) -> Int) {
    queries.add(pass, lanes: indices.count)
    keys.add(pass, lanes: indices.count)
    let positions = queries.positions
    var scores = [Float](repeating: 0, count: heads * positions * positions)
    for lane in 0..<indices.count {
      scores.withUnsafeMutableBufferPointer {
        if let start = $0.baseAddress { pass.copyActivation(scoreHook, lane: lane, to: start) }
      }
      for head in 0..<heads {
        add(
          scores[(head * positions * positions)..<((head + 1) * positions * positions)], head: head,
          group: group(indices.lowerBound + lane))
      }
    }
  }

  /// Adds one problem's scores, `[query][key]`: a mean for each role and offset.
  private mutating func add(_ scores: ArraySlice<Float>, head: Int, group: Int) {
    let count = KeyRole.allCases.count
    var roles = Array(repeating: (score: 0.0, excess: 0.0, count: 0.0), count: count)
    var distances = Array(repeating: (score: 0.0, excess: 0.0, count: 0.0), count: offsets)
    for digit in digits {
      let start = scores.startIndex + digit.query * queries.positions
      let mean = scores[start...(start + digit.query)].reduce(0) { $0 + Double($1) } / Double(digit.query + 1)
      for key in 0...digit.query {
        let score = Double(scores[start + key])
        let role = digit.roles[key]
        roles[role] = (roles[role].score + score, roles[role].excess + score - mean, roles[role].count + 1)
        if offsets > 0 {
          let distance = digit.query - key
          distances[distance] = (
            distances[distance].score + score, distances[distance].excess + score - mean, distances[distance].count + 1
          )
        }
      }
    }
    for (role, sum) in roles.enumerated() { tables[head].byRole[role].add(sum, group: group) }
    for (offset, sum) in distances.enumerated() { tables[head].byOffset[offset].add(sum, group: group) }
  }

  /// Adds the sums of later problems.
  mutating func add(_ other: QueryKeySums) {
    queries.add(other.queries)
    keys.add(other.keys)
    for head in tables.indices {
      for role in tables[head].byRole.indices { tables[head].byRole[role].add(other.tables[head].byRole[role]) }
      for offset in tables[head].byOffset.indices { tables[head].byOffset[offset].add(other.tables[head].byOffset[offset]) }
    }
  }
}

/// Problems' mean scores, summed by group.
struct GroupSums: Sendable {
  private(set) var score, excess, count: [Double]

  init(groups: Int) {
    score = Array(repeating: 0, count: groups)
    (excess, count) = (score, score)
  }

  /// Adds a problem's mean, if it has one.
  mutating func add(_ sum: (score: Double, excess: Double, count: Double), group: Int) {
    guard sum.count > 0 else { return }
    score[group] += sum.score / sum.count
    excess[group] += sum.excess / sum.count
    count[group] += 1
  }

  mutating func add(_ other: GroupSums) {
    for group in score.indices {
      score[group] += other.score[group]
      excess[group] += other.excess[group]
      count[group] += other.count[group]
    }
  }
}
