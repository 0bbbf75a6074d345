import Addition

/// Tries to bound the margins of a question from below, and to find an input where there is no such bound.
///
/// First *bars*: all cells of one total `x + y + carry` together, whose right digit is the same. Then the cells of bars that failed,
/// and then cells with the digits of further places given, the most influential first.
struct QuestionSearch<let N: Int> {
  private let question: Question
  private let program: CarryProgram
  private var reach: Reach
  private var tail: Tail<N>
  private let deadline: ContinuousClock.Instant
  private var finding: QuestionFinding
  /// The smallest margin known to occur in a box: bounds need not be better than most of it.
  private var reached = Double.infinity

  /// Pieces of a box that are looked at, for a bar and for a cell.
  private static var piecesOfBar: Int { 400 }
  private static var piecesOfCell: Int { 200 }
  /// Regions that a question is divided into at most.
  private static var mostBoxes: Int { 60_000 }
  /// Bars that are taken apart for the sake of a better bound.
  private static var mostSharpened: Int { 12 }

  init(_ question: Question, _ model: OneLayerModel, _ table: KeyTable, deadline: ContinuousClock.Instant) {
    self.question = question
    self.deadline = deadline
    program = table.program
    reach = Reach(table)
    tail = Tail(model, table)
    finding = QuestionFinding(question: question, dimensions: table.coordinates.count)
    finding.order = influentialPlaces
  }

  /// Does it.
  ///
  /// - Parameter counts: whether to count what is wrong, in all of the time, rather than to stop at the first.
  consuming func run(counts: Bool = false) -> QuestionFinding {
    var cells: [(region: Region, total: Int, box: InlineArray<N, Interval>)] = []
    for (region, total) in question.cells(ownSlot: reach.table.ownSlot) {
      if let box = reach.box(region) { cells.append((region, total, Self.array(box))) }
    }
    var (bars, open): ([(cells: [Int], part: ProvedPart, box: InlineArray<N, Interval>)], [Int]) = ([], [])
    for total in Set(cells.map(\.total)).sorted() {
      let members = cells.indices.filter { cells[$0].total == total }
      var bar = cells[members[0]].box
      for member in members { for r in 0..<N { bar[r] = bar[r].hull(cells[member].box[r]) } }
      finding.bars += 1
      if let part = prove(.total(total), cells[members[0]].region.answer, bar, Self.piecesOfBar) {
        bars.append((members, part, bar))
      } else {
        open += members
      }
    }
    // A wrong sum ends it all, and is quickly looked for.
    for cell in open where finding.wrong == nil { seek(cells[cell].region, cells[cell].box) }
    if counts, !open.isEmpty {
      let tally = WrongTally(reach, tail, order: finding.order)
      let result = tally.count(open.map { cells[$0].region }, until: deadline)
      finding.count = result.count
      if finding.wrong == nil, let region = result.wrong, let box = reach.box(region) { seek(region, Self.array(box)) }
      if result.count.most == 0 {
        // They are right after all.
        for part in result.right { finding.add(part) }
        open = []
      }
    }
    for cell in open where finding.wrong == nil {
      let (region, _, box) = cells[cell]
      if let part = prove(.region(region), region.answer, box, Self.piecesOfCell) { finding.add(part) } else { divide(region) }
    }
    guard finding.wrong == nil else { return finding }
    // What bounds the margin most is to be a cell: a bar's box holds much that no input reaches.
    for _ in 0..<Self.mostSharpened {
      let least = bars.indices.min { bars[$0].part.margin < bars[$1].part.margin }
      guard let least, bars[least].cells.count > 1, bars[least].part.margin < finding.margin else { break }
      let bar = bars.remove(at: least)
      reached = .infinity
      for cell in bar.cells {
        let (region, _, box) = cells[cell]
        let own = prove(.region(region), region.answer, box, Self.piecesOfCell)
        var part = own.flatMap { $0.margin >= bar.part.margin ? $0 : nil } ?? bar.part
        part.inputs = .region(region)
        finding.add(part)
      }
    }
    for bar in bars { finding.add(bar.part) }
    return finding
  }

  /// The part for which a positive margin is proved; nil where none is found.
  private mutating func prove(
    _ inputs: ProvedPart.Inputs, _ answer: Int, _ box: InlineArray<N, Interval>, _ limit: Int
  ) -> ProvedPart? {
    guard ContinuousClock.now < deadline else { return nil }
    finding.boxes += 1
    let proof = tail.prove(answer, over: box, target: 0.9 * reached, limit: limit)
    guard proof.least > 0 else { return nil }
    reached = min(reached, proof.reached)
    return ProvedPart(inputs, box, dimensions: finding.dimensions, proof)
  }

  // MARK: Dividing

  private mutating func divide(_ cell: Region) {
    let order = finding.order
    var open: [(region: Region, depth: Int)] = [(cell, 0)]
    var left: [Region] = []
    while let (region, depth) = open.popLast() {
      guard finding.wrong == nil else { return }
      guard depth < order.count, finding.boxes < Self.mostBoxes, ContinuousClock.now < deadline else {
        left.append(region)
        continue
      }
      for x in 0...9 {
        for y in 0...9 {
          let child = region.with(Region.Digits(x: x, y: y), at: order[depth])
          guard let bounds = reach.box(child) else { continue }
          let box = Self.array(bounds)
          if let part = prove(.region(child), child.answer, box, Self.piecesOfCell) {
            finding.add(part)
            continue
          }
          seek(child, box)
          guard finding.wrong == nil else { return }
          open.append((child, depth + 1))
        }
      }
    }
    guard !left.isEmpty else { return }
    let digits = question.place < Problem.operandDigits ? cell.digits[question.place] : nil
    finding.open.append(
      OpenCell(
        place: question.place, previous: question.place == 0 ? nil : question.token, x: digits?.x, y: digits?.y, carry: cell.carry
      ))
    finding.openInputs += left.reduce(0) { $0 + program.count($1) }
  }

  /// The places whose digits move the coordinates most, but for the predicted one.
  private var influentialPlaces: [Int] {
    let table = reach.table
    func spread(_ slot: Int) -> Double {
      table.coordinates.reduce(0) { sum, coordinate in
        let head = table.heads[coordinate.head]
        let total = head.denominator.middle
        let terms = (0..<10).map { head.weights[10 * slot + $0].middle * coordinate.values[10 * slot + $0].middle / total }
        return sum + (terms.max() ?? 0) - (terms.min() ?? 0)
      }
    }
    let influence = (0..<Problem.operandDigits).map { place in
      spread(KeyTable.firstSlot(place)) + spread(KeyTable.secondSlot(place))
        + (place < question.place ? spread(KeyTable.sumSlot(place)) : 0)
    }
    return influence.indices.filter { $0 != question.place }.sorted { (-influence[$0], $0) < (-influence[$1], $1) }
  }

  // MARK: Counterexamples

  /// Decodes extremes of a region and looks whether one is wrong: where the margin falls fastest, and the ends of each coordinate.
  private mutating func seek(_ region: Region, _ box: InlineArray<N, Interval>) {
    let slopes = tail.margin(region.answer, over: box).slopes
    let direction = reach.table.coordinates.indices.map { -slopes[$0].middle }
    if let operands = reach.extreme(along: direction, over: region) { check(operands, region.answer) }
    for coordinate in reach.table.coordinates.indices where finding.wrong == nil {
      // First the end towards which the margin falls.
      for upwards in [direction[coordinate] > 0, direction[coordinate] <= 0] {
        if let operands = reach.extreme(coordinate, upwards: upwards, over: region) { check(operands, region.answer) }
      }
    }
  }

  private mutating func check(_ operands: Operands, _ answer: Int) {
    let margin = tail.greatestMargin(answer, at: Self.array(reach.point(operands)))
    if margin < finding.wrong?.margin ?? 0 { finding.wrong = (operands, margin) }
  }

  private static func array(_ box: [Interval]) -> InlineArray<N, Interval> {
    var array = InlineArray<N, Interval>(repeating: .zero)
    for r in box.indices { array[r] = box[r] }
    return array
  }
}
