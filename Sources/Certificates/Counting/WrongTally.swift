import Addition

/// Some inputs of a question, and how many of them are wrong.
struct CountedRegion: Sendable {
  let region: Region
  /// Places whose digits have been given.
  let depth: Int
  var count: WrongCount
}

/// Counts the inputs of a question for which the predicted digit is wrong.
///
/// A region is all right, all wrong, or mixed. What is mixed is counted by a `WrongSlab`; and where that leaves much open, it is
/// divided by the digits of the next most influential place.
struct WrongTally<let N: Int>: Sendable {
  private var reach: Reach
  private var tail: Tail<N>
  private let program: CarryProgram
  private let order: [Int]
  /// All that is not all right.
  private(set) var regions: [CountedRegion] = []
  /// What is all right, while nothing else was found.
  private(set) var right: [ProvedPart] = []

  private static var piecesOfSlab: Int { 100 }

  /// - Parameter order: the places to divide by, the most influential first.
  init(_ reach: Reach, _ tail: Tail<N>, order: [Int]) {
    (self.reach, self.tail, self.order) = (reach, tail, order)
    program = reach.table.program
  }

  /// Their mixtures have denominators of their own, which vary: a whole cell tells nothing.
  private var hasSeveralHeads: Bool { Set(reach.table.coordinates.map(\.head)).count > 1 }

  var count: WrongCount { regions.reduce(WrongCount(least: 0, most: 0)) { $0 + $1.count } }

  /// How much the region that is least known leaves open; 0 where nothing can be divided.
  var widestGap: UInt128 { regions.reduce(0) { $1.depth < order.count ? max($0, $1.count.gap) : $0 } }

  mutating func add(_ region: Region, until end: SearchEnd) {
    judge(region, depth: 0, share: end.hasCome ? .max : nil)
  }

  /// Divides the regions that leave so much open, once, the widest first.
  mutating func refine(above gap: UInt128, until end: SearchEnd) {
    let known = regions
    regions = []
    for counted in known.sorted(by: { $0.count.gap > $1.count.gap }) {
      guard counted.count.gap >= max(gap, 1), counted.depth < order.count, !end.hasCome else {
        regions.append(counted)
        continue
      }
      let place = order[counted.depth]
      for x in 0...9 {
        for y in 0...9 {
          judge(
            counted.region.with(Region.Digits(x: x, y: y), at: place), depth: counted.depth + 1, share: counted.count.gap / 2000)
        }
      }
    }
  }

  /// - Parameter share: regions of no more inputs than this are not looked at closely; nil for none.
  private mutating func judge(_ region: Region, depth: Int, share: UInt128?) {
    let all = program.count(region)
    if share == .max {
      right = []
      if all > 0 { regions.append(CountedRegion(region: region, depth: depth, count: WrongCount(least: 0, most: all))) }
      return
    }
    guard all > 0, let bounds = reach.box(region) else { return }
    let box = Tail<N>.array(bounds)
    if tail.margin(region.answer, over: box).greatest < 0 {
      regions.append(CountedRegion(region: region, depth: depth, count: WrongCount(least: all, most: all)))
      return
    }
    let proof = tail.prove(region.answer, over: box, target: 0, limit: depth == 0 ? 100 : 30)
    if proof.least > 0 {
      if regions.isEmpty { right.append(ProvedPart(.region(region), box, dimensions: bounds.count, proof)) }
      return
    }
    right = []
    var count = WrongCount(least: 0, most: all)
    if depth < order.count, depth > 0 || !hasSeveralHeads, all > share ?? 0 { count = slabCount(region, bounds, all) }
    regions.append(CountedRegion(region: region, depth: depth, count: count))
  }

  private mutating func slabCount(_ region: Region, _ box: [Interval], _ all: UInt128) -> WrongCount {
    guard let denominators = reach.denominators(region) else { return WrongCount(least: 0, most: all) }
    let slab = tail.slab(region.answer, over: Tail<N>.array(box), limit: Self.piecesOfSlab)
    let count = slab.count(reach.table, box, denominators: denominators, over: region)
    // A checker sees no histogram: none is a proof that everything is right.
    return WrongCount(least: count.least, most: min(max(count.most, count.least, 1), all))
  }

  /// A sum that is wrong, if there is a region of nothing else.
  mutating func wrongSum() -> (operands: Operands, margin: Double)? {
    let surest = regions.max { $0.count.least < $1.count.least }
    guard let region = surest?.region, let bounds = reach.box(region) else { return nil }
    return tail.wrongSum(in: region, Tail<N>.array(bounds), &reach)
  }
}
