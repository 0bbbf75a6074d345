import Addition
import Lanes

/// An interchange intervention's two problems: part of what the model computes for `base` becomes what it computes for `source`, and
/// one digit of the answer is looked at.
struct Interchange: Hashable, Sendable {
  let base: Problem
  let source: Problem
  /// The digit that is looked at.
  let place: Int
  /// What it should become if the part held what the two problems differ in.
  let expected: UInt8
}

/// Interchanges in blocks of one place each, as a pass takes them.
struct InterchangeSample: Sendable {
  let trials: [Interchange]
  let places: ClosedRange<Int>

  /// So many blocks for every place, made by index.
  init(places: ClosedRange<Int>, blocks: Int, _ make: (_ place: Int, _ index: Int) -> Interchange) {
    self.places = places
    let each = blocks * Lane.laneCount
    trials = places.enumerated().flatMap { order, place in (0..<each).map { make(place, order * each + $0) } }
  }

  /// Problem and donor that differ in a carry, or in digits.
  init(_ contrast: CarryContrast, seed: UInt64, blocks: Int = 2) {
    self.init(places: contrast.places, blocks: blocks) { contrast.interchange(place: $0, seed: seed, index: $1) }
  }
}
