import Addition

/// Two problems of which one lends the other the carry that enters a place: the causal model of distributed alignment.
enum CarryInterchange {
  /// What a sample is for: the two have nothing in common.
  enum Purpose: Int {
    case training = 43
    case test = 44
  }

  /// A pair of independent problems. In turn their carries into the place are 0 and 0, 1 and 1, 0 and 1, 1 and 0; otherwise both are
  /// uniform. Expected is the base's digit with the source's carry.
  static func make(place: Int, _ purpose: Purpose, seed: UInt64, index: Int) -> Interchange {
    var random = RandomStream(seed: seed, purpose: .analysis, step: purpose.rawValue, index: index)
    let carries = [(false, false), (true, true), (false, true), (true, false)][index % 4]
    let base = problem(carry: carries.0, into: place, &random)
    let source = problem(carry: carries.1, into: place, &random)
    let isOperandPlace = place < Problem.operandDigits
    let sum = isOperandPlace ? Int(base.aDigits[place]) + Int(base.bDigits[place]) : 0
    return Interchange(base: base, source: source, place: place, expected: UInt8((sum + (carries.1 ? 1 : 0)) % 10))
  }

  private static func problem(carry: Bool, into place: Int, _ random: inout RandomStream) -> Problem {
    // Nearly one in two is as wanted.
    while true {
      let problem = Operands(&random).problem
      if Carries(problem).carryIn(place) == carry { return problem }
    }
  }
}

extension InterchangeSample {
  /// So many blocks of pairs for every place.
  init(_ purpose: CarryInterchange.Purpose, places: ClosedRange<Int>, seed: UInt64, blocks: Int) {
    self.init(places: places, blocks: blocks) { CarryInterchange.make(place: $0, purpose, seed: seed, index: $1) }
  }
}
