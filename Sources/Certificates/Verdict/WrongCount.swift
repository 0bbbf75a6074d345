import Addition

/// Bounds of how many sums are wrong.
public struct WrongCount: Hashable, Sendable {
  /// At least and at most so many of the 10^20.
  public var least, most: UInt128

  /// Of a sum of digits: a sum is wrong if any digit is wrong after a true prefix. At least as many are wrong as of any one digit,
  /// and at most as many as of all together.
  init(ofDigits digits: [WrongCount]) {
    least = digits.map(\.least).max() ?? 0
    most = min(digits.reduce(0) { $0 + $1.most }, Self.sums)
  }

  init(least: UInt128, most: UInt128) { (self.least, self.most) = (least, most) }

  /// How many sums of two ten-digit numbers there are.
  static let sums: UInt128 = 100_000_000_000_000_000_000
}

extension WrongCount: Encodable {
  private enum CodingKeys: CodingKey { case least, most }

  /// Encodes both as decimal text: they may have 21 digits.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(least.description, forKey: .least)
    try container.encode(most.description, forKey: .most)
  }
}

/// Counts the inputs of some regions for which the predicted digit is wrong, by dividing: a region is all right, all wrong, or
/// divided by the digits of the next most influential place, the largest regions first.
struct WrongTally<let N: Int> {
  private var reach: Reach
  private var tail: Tail<N>
  private let program: CarryProgram
  private let order: [Int]
  /// Regions that are neither, by how many places have been given.
  private var mixed: [[Region]]
  private var found = Result()

  /// What counting came to.
  struct Result {
    var count = WrongCount(least: 0, most: 0)
    /// What is right, where not too much is: nothing is made of it where anything is wrong.
    var right: [ProvedPart] = []
    /// A region that is wrong in all of its inputs.
    var wrong: Region?
  }

  /// - Parameter order: the places to divide by, the most influential first.
  init(_ reach: Reach, _ tail: Tail<N>, order: [Int]) {
    (self.reach, self.tail, self.order) = (reach, tail, order)
    program = reach.table.program
    mixed = Array(repeating: [], count: order.count + 1)
  }

  /// Divides until nothing is mixed that can be divided, or time is up.
  consuming func count(_ regions: [Region], until deadline: ContinuousClock.Instant) -> Result {
    for region in regions { judge(region, depth: 0) }
    while let depth = mixed.indices.dropLast().first(where: { !mixed[$0].isEmpty }), ContinuousClock.now < deadline {
      let region = mixed[depth].removeLast()
      let place = order[depth]
      if region.digits[place] != nil {
        mixed[depth + 1].append(region)
        continue
      }
      for x in 0...9 {
        for y in 0...9 { judge(region.with(Region.Digits(x: x, y: y), at: place), depth: depth + 1) }
      }
    }
    let open = mixed.joined().reduce(UInt128(0)) { $0 + program.count($1) }
    found.count.most = found.count.least + open
    return found
  }

  private mutating func judge(_ region: Region, depth: Int) {
    guard let bounds = reach.box(region) else { return }
    var box = InlineArray<N, Interval>(repeating: .zero)
    for r in bounds.indices { box[r] = bounds[r] }
    if tail.margin(region.answer, over: box).greatest < 0 {
      found.count.least += program.count(region)
      if found.wrong == nil { found.wrong = region }
      return
    }
    let proof = tail.prove(region.answer, over: box, target: 0, limit: 8)
    guard proof.least > 0 else { return mixed[depth].append(region) }
    if found.count.least == 0 {
      found.right.append(ProvedPart(.region(region), box, dimensions: bounds.count, proof))
    } else if !found.right.isEmpty {
      found.right = []
    }
  }
}
