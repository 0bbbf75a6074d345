/// What a place does with a carry, by the sum of its two operand digits (the vocabulary of carry-lookahead adders).
public enum CarryKind: UInt8, Hashable, Sendable, Codable, CaseIterable {
  /// Digits sum to 0...8: no carry leaves, whatever arrives.
  case kill
  /// Digits sum to 9: a carry leaves exactly when one arrives.
  case propagate
  /// Digits sum to 10...18: a carry leaves, whatever arrives.
  case generate
}

/// How the carries of a problem run.
///
/// Three bit masks over places, bit `i` for the digit of 10^i; computed for all places at once from the packed digits.
public struct Carries: Hashable, Sendable {
  /// The places 0...9 that generate a carry.
  public let generating: UInt16
  /// The places 0...9 that propagate a carry.
  public let propagating: UInt16
  /// The places 0...9 that a carry leaves.
  public let outgoing: UInt16

  /// The carries of a problem.
  public init(_ problem: Problem) {
    let (a, b) = (problem.aDigits.packed, problem.bDigits.packed)
    // With 6 added to every place, a decimal carry is the carry out of four bits, and binary addition runs the whole chain.
    let biased = a &+ 0x66_6666_6666
    let carriesIntoBits = biased ^ b ^ (biased &+ b)
    outgoing = Self.gather(carriesIntoBits >> 4)
    // Digits sum to 9 where a equals the nine's complement of b.
    let difference = a ^ (0x99_9999_9999 - b)
    propagating = ~Self.gather(difference | difference >> 1 | difference >> 2 | difference >> 3) & 0x3FF
    generating = outgoing & ~propagating
  }

  /// The answer digits 0...10 that a carry enters: bit `i` for the digit of 10^i.
  public var incoming: UInt16 { outgoing << 1 }

  /// Whether a carry enters answer digit `place`, 0...10. Nothing enters place 0.
  public func carryIn(_ place: Int) -> Bool {
    precondition(0..<Problem.sumDigits ~= place, "no answer digit \(place)")
    return incoming >> UInt16(place) & 1 == 1
  }

  /// What place 0...9 does with a carry.
  public func kind(_ place: Int) -> CarryKind {
    precondition(0..<Problem.operandDigits ~= place, "no operand place \(place)")
    if propagating >> UInt16(place) & 1 == 1 { return .propagate }
    return generating >> UInt16(place) & 1 == 1 ? .generate : .kill
  }

  /// The number of carries, 0...10.
  public var count: Int { outgoing.nonzeroBitCount }

  /// The length of the longest carry chain, 0...10.
  ///
  /// A chain is a place that generates a carry together with the directly following places that propagate it; its length is
  /// the number of those places, the generating one included. So 9,999,999,999 + 1 has one chain of length 10,
  /// 5,555,555,555 + 5,555,555,555 ten chains of length 1, and a sum without carries length 0.
  public var longestChain: Int {
    var (length, ends) = (0, generating)
    while ends != 0 {
      length += 1
      ends = ends << 1 & propagating
    }
    return length
  }

  /// How many places the carry into answer digit `place` has travelled: 0 when none enters, 1 when the place below
  /// generates it, one more for each place that propagated it.
  public func chain(into place: Int) -> Int {
    guard carryIn(place) else { return 0 }
    var length = 1
    while propagating >> UInt16(place - length) & 1 == 1 { length += 1 }
    return length
  }

  /// Gathers the lowest bit of each of ten four-bit fields.
  private static func gather(_ fields: UInt64) -> UInt16 {
    let ones = fields & 0x11_1111_1111
    let pairs = (ones | ones >> 3) & 0x03_0303_0303
    let quads = (pairs | pairs >> 6) & 0x000F_000F_000F
    return UInt16(truncatingIfNeeded: quads & 0xF | quads >> 12 & 0xF0 | quads >> 24 & 0x300)
  }
}
