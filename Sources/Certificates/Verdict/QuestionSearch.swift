import Addition

/// What is done about one question, in stages, for any number of coordinates.
protocol QuestionWork: Sendable {
  var finding: QuestionFinding { get set }
  /// How many inputs the region that is least known leaves open.
  var widestGap: UInt128 { get }
  /// Everything that may be wrong, once it is counted.
  var counted: [CountedInputs] { get }
  /// How many inputs around a wrong sum that was found are wrong for sure.
  var surelyWrong: UInt128 { get }

  /// Bars, and where these fail a first look for a wrong sum.
  mutating func begin(until end: SearchEnd)
  /// Proves what is open, cell by cell, or finds a wrong sum.
  mutating func divide(until end: SearchEnd)
  /// Begins to count what is wrong among what is open.
  mutating func beginCount(until end: SearchEnd)
  /// Divides what leaves so much open.
  mutating func refine(above gap: UInt128, until end: SearchEnd)
  /// What is to be said when nothing more is done.
  mutating func finish()
}

/// Tries to bound the margins of a question from below, and to find an input where there is no such bound.
///
/// First *bars*: all cells of one total `x + y + carry` together, whose right digit is the same. Then the cells of bars that failed,
/// and then cells with the digits of further places given, the most influential first.
struct QuestionSearch<let N: Int>: QuestionWork {
  private let question: Question
  private let program: CarryProgram
  private var reach: Reach
  private var tail: Tail<N>
  var finding: QuestionFinding
  private var cells: [(region: Region, total: Int, box: InlineArray<N, Interval>)] = []
  private var bars: [(cells: [Int], part: ProvedPart)] = []
  /// Cells of bars that failed.
  private var open: [Int] = []
  private var tally: WrongTally<N>?
  /// The smallest margin known to occur in a box: bounds need not be better than most of it.
  private var reached = Double.infinity

  /// Pieces of a box that are looked at, for a bar and for a cell. In more dimensions bars hold so much more than their cells that
  /// these are tried soon.
  private static var piecesOfBar: Int { N == 1 ? 400 : 100 }
  private static var piecesOfCell: Int { 200 }
  /// Regions that a question is divided into at most.
  private static var mostBoxes: Int { 60_000 }
  /// Bars that are taken apart for the sake of a better bound.
  private static var mostSharpened: Int { 12 }

  init(_ question: Question, _ model: OneLayerModel, _ table: KeyTable) {
    self.question = question
    program = table.program
    reach = Reach(table)
    tail = Tail(model, table)
    finding = QuestionFinding(question: question, dimensions: table.coordinates.count)
    finding.order = table.influentialPlaces
  }

  mutating func begin(until end: SearchEnd) {
    for (region, total) in question.cells(ownSlot: reach.table.ownSlot) {
      if let box = reach.box(region) { cells.append((region, total, Tail<N>.array(box))) }
    }
    for total in Set(cells.map(\.total)).sorted() {
      let members = cells.indices.filter { cells[$0].total == total }
      var bar = cells[members[0]].box
      for member in members { for r in 0..<N { bar[r] = bar[r].hull(cells[member].box[r]) } }
      finding.bars += 1
      if let part = prove(.total(total), cells[members[0]].region.answer, bar, Self.piecesOfBar, end) {
        bars.append((members, part))
      } else {
        open += members
      }
    }
    // A wrong sum ends it all, and is quickly looked for.
    for cell in open where finding.wrong == nil && !end.hasCome {
      finding.wrong = tail.wrongSum(in: cells[cell].region, cells[cell].box, &reach)
    }
  }

  mutating func divide(until end: SearchEnd) {
    for cell in open where finding.wrong == nil {
      let (region, _, box) = cells[cell]
      if let part = prove(.region(region), region.answer, box, Self.piecesOfCell, end) {
        finding.add(part)
      } else {
        divide(region, until: end)
      }
    }
    open = []
    if finding.wrong == nil { sharpen(until: end) }
  }

  /// What bounds the margin most is to be a cell: a bar's box holds much that no input reaches.
  private mutating func sharpen(until end: SearchEnd) {
    for _ in 0..<Self.mostSharpened {
      let least = bars.indices.min { bars[$0].part.margin < bars[$1].part.margin }
      guard let least, bars[least].cells.count > 1, bars[least].part.margin < finding.margin else { break }
      let bar = bars.remove(at: least)
      reached = .infinity
      for cell in bar.cells {
        let (region, _, box) = cells[cell]
        let own = prove(.region(region), region.answer, box, Self.piecesOfCell, end)
        var part = own.flatMap { $0.margin >= bar.part.margin ? $0 : nil } ?? bar.part
        part.inputs = .region(region)
        finding.add(part)
      }
    }
  }

  mutating func finish() {
    for bar in bars { finding.add(bar.part) }
    bars = []
    guard var tally else { return }
    finding.count = tally.count
    for counted in tally.regions where counted.count.gap > 0 { leaveOpen(counted.region, counted.count.gap) }
    // They are right after all.
    if finding.count.most == 0 { for part in tally.right { finding.add(part) } }
    if finding.wrong == nil, finding.count.least > 0 { finding.wrong = tally.wrongSum() }
  }

  // MARK: Counting

  mutating func beginCount(until end: SearchEnd) {
    guard !open.isEmpty else { return sharpen(until: end) }
    var tally = WrongTally(reach, tail, order: finding.order)
    for cell in open { tally.add(cells[cell].region, until: end) }
    self.tally = tally
  }

  var widestGap: UInt128 { tally?.widestGap ?? 0 }

  var surelyWrong: UInt128 {
    guard let wrong = finding.wrong else { return 0 }
    // Those that share the wrong sum's digits at as few places as will do.
    var (reach, tail) = (reach, tail)
    var region = wrong.operands.cell(at: question.place)
    for place in finding.order {
      if let bounds = reach.box(region), tail.margin(region.answer, over: Tail<N>.array(bounds)).greatest < 0 {
        return program.count(region)
      }
      let digits = wrong.operands[place]
      region = region.with(Region.Digits(x: digits.x, y: digits.y), at: place)
    }
    return 1
  }

  var counted: [CountedInputs] {
    tally?.regions.map { CountedInputs(counted: $0, program: program, order: finding.order) } ?? []
  }

  mutating func refine(above gap: UInt128, until end: SearchEnd) { tally?.refine(above: gap, until: end) }

  // MARK: Proving

  /// The part for which a positive margin is proved; nil where none is found.
  private mutating func prove(
    _ inputs: ProvedPart.Inputs, _ answer: Int, _ box: InlineArray<N, Interval>, _ limit: Int, _ end: SearchEnd
  ) -> ProvedPart? {
    guard !end.hasCome else { return nil }
    finding.boxes += 1
    var box = box
    for r in 0..<N { box[r] = box[r].withShortEnds }
    let proof = tail.prove(answer, over: box, target: 0.9 * reached, limit: limit)
    guard proof.least > 0 else { return nil }
    reached = min(reached, proof.reached)
    return ProvedPart(inputs, box, dimensions: finding.dimensions, proof)
  }

  private mutating func divide(_ cell: Region, until end: SearchEnd) {
    let order = finding.order
    var open: [(region: Region, depth: Int)] = [(cell, 0)]
    var left: [Region] = []
    while let (region, depth) = open.popLast() {
      guard finding.wrong == nil else { return }
      guard depth < order.count, finding.boxes < Self.mostBoxes, !end.hasCome else {
        left.append(region)
        continue
      }
      for x in 0...9 {
        for y in 0...9 {
          let child = region.with(Region.Digits(x: x, y: y), at: order[depth])
          guard let bounds = reach.box(child) else { continue }
          let box = Tail<N>.array(bounds)
          if let part = prove(.region(child), child.answer, box, Self.piecesOfCell, end) {
            finding.add(part)
            continue
          }
          finding.wrong = tail.wrongSum(in: child, box, &reach)
          guard finding.wrong == nil else { return }
          open.append((child, depth + 1))
        }
      }
    }
    if !left.isEmpty { leaveOpen(cell, left.reduce(0) { $0 + program.count($1) }) }
  }

  /// Notes that so many inputs of a cell are open.
  private mutating func leaveOpen(_ region: Region, _ inputs: UInt128) {
    let digits = question.place < Problem.operandDigits ? region.digits[question.place] : nil
    let cell = OpenCell(
      place: question.place, previous: question.place == 0 ? nil : question.token, x: digits?.x, y: digits?.y, carry: region.carry
    )
    if !finding.open.contains(cell) { finding.open.append(cell) }
    finding.openInputs += inputs
  }
}
