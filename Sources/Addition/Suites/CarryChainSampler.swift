/// Draws problems uniformly among all those whose longest carry chain has a given length.
///
/// Of the 100 digit pairs of a place, 45 kill a carry, 10 propagate it and 45 generate one. Reading places upwards, all that
/// matters for the longest chain is the length of the chain that runs at present and whether the wanted length has been
/// reached, so the number of ways to complete a problem from each such state follows by counting down from the last place.
/// Walking up the places with choices in proportion to those numbers then draws every problem with the same probability.
///
/// Ways are counted in units of 5 digit pairs per place (9, 2, 9), so the largest count, 20^10, fits in 64 bits.
package struct CarryChainSampler: Sendable {
  /// The number of possible longest chains, 0...10.
  package static let lengths = Problem.operandDigits + 1
  private static let weights: [(kind: CarryKind, ways: UInt64)] = [(.kill, 9), (.propagate, 2), (.generate, 9)]

  /// The digit pairs of each kind, `a * 10 + b`, by the kind's raw value.
  private let pairs: [[UInt8]]
  /// The number of ways to complete a problem, by wanted length and state.
  private let completions: [UInt64]

  /// Where a problem stands after its lowest `places` places.
  private struct State {
    var places = 0
    /// The length of the chain whose carry leaves the last place; 0 for no carry.
    var running = 0
    /// Whether a chain of the wanted length has been seen.
    var reached: Bool

    /// The state after one more place, or `nil` when a chain would exceed the wanted length.
    func after(_ kind: CarryKind, wanted: Int) -> State? {
      let running =
        switch kind {
        case .kill: 0
        case .propagate: self.running == 0 ? 0 : self.running + 1
        case .generate: 1
        }
      return running > wanted ? nil : State(places: places + 1, running: running, reached: reached || running == wanted)
    }

    func index(wanted: Int) -> Int {
      ((wanted * lengths + places) * lengths + running) * 2 + (reached ? 1 : 0)
    }
  }

  package init() {
    pairs = CarryKind.allCases.map { kind in
      (0..<100).map(UInt8.init).filter { pair in
        let sum = pair / 10 + pair % 10
        return kind == (sum < 9 ? .kill : sum == 9 ? .propagate : .generate)
      }
    }
    var completions = [UInt64](repeating: 0, count: Self.lengths * Self.lengths * Self.lengths * 2)
    for wanted in 0..<Self.lengths {
      for places in (0...Problem.operandDigits).reversed() {
        for running in 0...min(places, wanted) {
          for reached in [false, true] {
            let state = State(places: places, running: running, reached: reached)
            completions[state.index(wanted: wanted)] =
              places == Problem.operandDigits
              ? (reached ? 1 : 0)
              : Self.weights.reduce(0) { sum, choice in
                guard let next = state.after(choice.kind, wanted: wanted) else { return sum }
                return sum + choice.ways * completions[next.index(wanted: wanted)]
              }
          }
        }
      }
    }
    self.completions = completions
  }

  /// The number of problems whose longest chain is `wanted`, in units of 5^10.
  package func ways(longestChain wanted: Int) -> UInt64 {
    completions[start(wanted).index(wanted: wanted)]
  }

  /// A problem uniform among those whose longest chain is `wanted`, 0...10.
  package func problem(longestChain wanted: Int, _ random: inout RandomStream) -> Problem {
    var (a, b, unit) = (UInt64(0), UInt64(0), UInt64(1))
    var state = start(wanted)
    // The problem's number among the ways; each place's choice divides the rest among the choices of the next.
    var rank = random.below(ways(longestChain: wanted))
    for _ in 0..<Problem.operandDigits {
      for choice in Self.weights {
        guard let next = state.after(choice.kind, wanted: wanted) else { continue }
        let rest = completions[next.index(wanted: wanted)]
        if rank < choice.ways * rest {
          let candidates = pairs[Int(choice.kind.rawValue)]
          let pair = candidates[Int(random.below(UInt64(candidates.count)))]
          a += UInt64(pair / 10) * unit
          b += UInt64(pair % 10) * unit
          rank %= rest
          state = next
          break
        }
        rank -= choice.ways * rest
      }
      unit *= 10
    }
    return Problem(inRange: a, b)
  }

  /// Before any place. Length 0 is reached by having no carry at all.
  private func start(_ wanted: Int) -> State {
    State(reached: wanted == 0)
  }
}
