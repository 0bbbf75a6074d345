import Addition

/// Looks for the inputs of a question where the margin is least.
///
/// Operands are found as extremes of sums over digits (`Reach.extreme`). The direction is first along a coordinate, then that in which
/// the margin falls at the operands just found, as long as these get worse.
struct WorstSearch<let N: Int> {
  private let question: Question
  private let order: [Int]
  private var reach: Reach
  private var tail: Tail<N>
  /// Everything looked at: its margin, and which cell it is in.
  private var found: [Operands: (margin: Double, cell: Int)] = [:]

  /// Part of a cell, and where the margin fell to in it.
  private struct Part {
    let region: Region
    let cell: Int
    let least: Double
    let direction: [Double]
  }

  /// How often a direction is taken anew; of one coordinate there are but two, and both are begun with.
  private static var mostTurns: Int { N == 1 ? 1 : 4 }
  /// Of how many cells all coordinates' ends are looked at; of the others the first's, along which there is most to vary.
  private static var mostExplored: Int { 8 }
  /// How many parts are divided at a time, and by the digits of how many places.
  private static var mostDivided: Int { 3 }
  private static var mostPlaces: Int { 2 }

  init(_ question: Question, _ model: OneLayerModel, _ table: KeyTable) {
    self.question = question
    order = table.influentialPlaces
    reach = Reach(table)
    tail = Tail(model, table)
  }

  mutating func run(most: Int) -> WorstOfQuestion {
    var parts: [Part] = []
    for (cell, (region, _)) in question.cells(ownSlot: reach.table.ownSlot).enumerated() {
      if let part = descend(region, from: ends(of: 0), cell) { parts.append(part) }
    }
    parts = Self.worst(parts, Self.mostExplored)
    for (index, part) in parts.enumerated() {
      let others = reach.table.coordinates.indices.dropFirst().flatMap { ends(of: $0) }
      if let found = descend(part.region, from: others, part.cell), found.least < part.least { parts[index] = found }
    }
    for place in order.prefix(Self.mostPlaces) {
      var children: [Part] = []
      for part in Self.worst(parts, Self.mostDivided) {
        for x in 0...9 {
          for y in 0...9 {
            let region = part.region.with(Region.Digits(x: x, y: y), at: place)
            if let child = descend(region, from: [part.direction], part.cell) { children.append(child) }
          }
        }
      }
      parts = children
    }
    return kept(most)
  }

  /// The two directions along a coordinate; of no coordinates the only one.
  private func ends(of coordinate: Int) -> [[Double]] {
    let count = reach.table.coordinates.count
    return count == 0 ? [[]] : [1, -1].map { sign in (0..<count).map { $0 == coordinate ? sign : 0 } }
  }

  /// Where the margin falls to, of several directions to begin with.
  private mutating func descend(_ region: Region, from starts: [[Double]], _ cell: Int) -> Part? {
    var best: Part?
    for start in starts {
      guard let part = descend(region, along: start, cell) else { continue }
      if best.map({ part.least < $0.least }) ?? true { best = part }
    }
    return best
  }

  private mutating func descend(_ region: Region, along start: [Double], _ cell: Int) -> Part? {
    var (direction, best): ([Double], Part?) = (start, nil)
    for _ in 0..<Self.mostTurns {
      guard let operands = reach.extreme(along: direction, over: region) else { break }
      let point = note(operands, region, cell)
      let margin = found[operands]?.margin ?? .infinity
      if let best, margin >= best.least { break }
      direction = downwards(region.answer, point)
      best = Part(region: region, cell: cell, least: margin, direction: direction)
    }
    return best
  }

  /// In which direction the least margin falls.
  private mutating func downwards(_ answer: Int, _ box: InlineArray<N, Interval>) -> [Double] {
    let slopes = tail.margin(answer, over: box).slopes
    return reach.table.coordinates.indices.map { -slopes[$0].middle }
  }

  /// Takes the margin of operands down.
  /// - Returns: where they take the coordinates.
  @discardableResult
  private mutating func note(_ operands: Operands, _ region: Region, _ cell: Int) -> InlineArray<N, Interval> {
    let point = Tail<N>.array(reach.point(operands))
    if found[operands] == nil { found[operands] = (tail.greatestMargin(region.answer, at: point), cell) }
    return point
  }

  private static func worst(_ parts: [Part], _ most: Int) -> [Part] {
    parts.enumerated().sorted { ($0.element.least, $0.offset) < ($1.element.least, $1.offset) }.prefix(most).map(\.element)
  }

  private func kept(_ most: Int) -> WorstOfQuestion {
    var (result, perCell): (WorstOfQuestion, [Int: Int]) = (WorstOfQuestion(), [:])
    (result.looked, result.wrong) = (found.count, found.values.count { $0.margin < 0 })
    let sorted = found.compactMap { operands, known -> (input: WorstInput, cell: Int)? in
      guard let problem = operands.problem else { return nil }
      return (WorstInput(problem: problem, place: question.place, margin: known.margin), known.cell)
    }.sorted { $0.input < $1.input }
    for (input, cell) in sorted where result.inputs.count < most && perCell[cell, default: 0] < max(1, most / 5) {
      perCell[cell, default: 0] += 1
      result.inputs.append(input)
    }
    return result
  }
}
