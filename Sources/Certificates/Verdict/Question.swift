import Addition

/// One question of the eleven that a sum is: which digit comes at a place, after a certain token. All inputs that lead to it.
struct Question: Sendable {
  let place: Int
  let token: Int

  /// All of them: one or ten for the first digit, ten for every other.
  static func all(_ model: OneLayerModel) -> [Question] {
    (0..<Problem.sumDigits).flatMap { place in
      model.roles.tokens(model.roles.query(place)).map { Question(place: place, token: $0) }
    }
  }

  /// The cells that may hold inputs: the place's own digits and the carry into it.
  func cells(ownSlot: Int?) -> [(region: Region, total: Int)] {
    if place == Problem.operandDigits { return [0, 1].map { (Region(carryOut: $0), $0) } }
    return (0...9).flatMap { x in
      (0...9).flatMap { y -> [(Region, Int)] in
        if ownSlot == KeyTable.secondSlot(place), y != token { return [] }
        return (0...(place == 0 ? 0 : 1)).map { (Region(x: x, y: y, carry: $0, at: place), x + y + $0) }
      }
    }
  }
}

/// Inputs for which a margin was proved, and how.
struct ProvedPart: Sendable {
  /// All inputs of one total `x + y + carry`, or a region's.
  enum Inputs: Sendable {
    case total(Int)
    case region(Region)
  }

  var inputs: Inputs
  /// What the coordinates are in, for all of these inputs.
  let box: [Interval]
  let margin: Double
  /// See `Tail.Proof`.
  let rounding: Double
  let splits: [UInt8]

  init<let N: Int>(_ inputs: Inputs, _ box: InlineArray<N, Interval>, dimensions: Int, _ proof: Tail<N>.Proof) {
    self.inputs = inputs
    self.box = (0..<dimensions).map { box[$0] }
    (margin, rounding, splits) = (proof.least, proof.rounding, proof.splits)
  }
}

/// What was found out about a question.
struct QuestionFinding: Sendable {
  var question: Question
  var dimensions = 0
  /// The least margin that was proved; infinite if no input leads to the question.
  var margin = Double.infinity
  var bars = 0
  var boxes = 0
  var open: [OpenCell] = []
  var openInputs: UInt128 = 0
  /// What covers all inputs, where the question is proved.
  var parts: [ProvedPart] = []
  /// The places whose digits divide cells, in turn.
  var order: [Int] = []
  /// What rounding takes off an exact margin, at most.
  var rounding = 0.0
  /// All of it as a checker reads it.
  var proof: QuestionProof?
  /// How many are wrong, if that was counted.
  var count = WrongCount(least: 0, most: 0)
  /// A sum that is wrong, and an upper bound of its margin.
  var wrong: (operands: Operands, margin: Double)?

  mutating func add(_ part: ProvedPart) {
    margin = min(margin, part.margin)
    rounding = max(rounding, part.rounding)
    parts.append(part)
  }
}
