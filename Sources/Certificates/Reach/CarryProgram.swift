import Addition

/// A dynamic program over the places of an addition with the carry as its state: the greatest value of a quantity that is a sum of
/// terms of single digits, over all pairs of operands of a region that lead to a given question.
///
/// The places below the predicted one fix the carry, the digits that have been written, and the current token; the places above
/// are free of each other and of everything else. Sums are rounded up throughout: the result is no less than the true maximum.
struct CarryProgram: Sendable {
  /// The question's place and token; whose digit the token is.
  let place: Int
  let token: Int
  let ownSlot: Int?

  /// The greatest sum of terms, and operands where it is attained up to rounding.
  ///
  /// - Parameters:
  ///   - terms: by entry of the key table.
  ///   - region: what is given.
  /// - Returns: nil if there are no such operands.
  func maximum(_ terms: UnsafeBufferPointer<Double>, over region: Region) -> (sum: Double, operands: Operands)? {
    var states = (State?.some(State(sum: 0)), State?.none)
    for j in 0..<place {
      let m = pairs(terms, j, region)
      var next = (State?.none, State?.none)
      for carry in 0...1 {
        guard let state = carry == 0 ? states.0 : states.1 else { continue }
        for sum in 0...18 where m[sum].value > -.infinity {
          let total = sum + carry
          let digit = total >= 10 ? total - 10 : total
          if j == place - 1 && digit != token { continue }
          let value = Interval.up(Interval.up(state.sum + m[sum].value) + terms[10 * KeyTable.sumSlot(j) + digit])
          if total >= 10 {
            if next.1.map({ value > $0.sum }) ?? true { next.1 = state.with(value, j, m[sum].x, sum - m[sum].x) }
          } else {
            if next.0.map({ value > $0.sum }) ?? true { next.0 = state.with(value, j, m[sum].x, sum - m[sum].x) }
          }
        }
      }
      states = next
    }
    guard var state = region.carry == 0 ? states.0 : states.1 else { return nil }
    for j in place..<max(Problem.operandDigits, place) {
      let (first, second) = (10 * KeyTable.firstSlot(j), 10 * KeyTable.secondSlot(j))
      var (x, y) = (0, 0)
      if let given = region.digits[j] {
        (x, y) = (given.x, given.y)
        if second / 10 == ownSlot, y != token { return nil }
      } else {
        for digit in 1...9 {
          if terms[first + digit] > terms[first + x] { x = digit }
          if terms[second + digit] > terms[second + y] { y = digit }
        }
        if second / 10 == ownSlot { y = token }
      }
      state = state.with(Interval.up(Interval.up(state.sum + terms[first + x]) + terms[second + y]), j, x, y)
    }
    return (state.sum, state.operands)
  }

  /// For each sum of two digits of a place the greatest sum of their terms, rounded up, and the first operand's digit.
  @inline(__always)
  private func pairs(
    _ terms: UnsafeBufferPointer<Double>, _ j: Int, _ region: Region
  ) -> InlineArray<19, (value: Double, x: Int)> {
    var m = InlineArray<19, (value: Double, x: Int)>(repeating: (-.infinity, 0))
    let (first, second) = (10 * KeyTable.firstSlot(j), 10 * KeyTable.secondSlot(j))
    if let given = region.digits[j] {
      m[given.x + given.y] = (Interval.up(terms[first + given.x] + terms[second + given.y]), given.x)
      return m
    }
    for x in 0...9 {
      for y in 0...9 {
        let value = terms[first + x] + terms[second + y]
        if value > m[x + y].value { m[x + y] = (value, x) }
      }
    }
    for sum in 0...18 { m[sum].value = Interval.up(m[sum].value) }
    return m
  }

  /// How many pairs of operands a region holds.
  func count(_ region: Region) -> UInt128 { InputConstraints(region, of: self).count }

  private struct State {
    var sum: Double
    var operands = Operands()

    init(sum: Double) { self.sum = sum }

    @inline(__always)
    func with(_ sum: Double, _ place: Int, _ x: Int, _ y: Int) -> State {
      var state = self
      state.sum = sum
      state.operands.set(x, y, at: place)
      return state
    }
  }
}

/// Two operands' digits, four bits each, 10^0 lowest.
struct Operands: Hashable, Sendable {
  private var x: UInt64 = 0
  private var y: UInt64 = 0

  /// All of them 0.
  init() {}

  /// A sum's.
  init(_ problem: Problem) {
    for (place, (x, y)) in zip(problem.aDigits, problem.bDigits).enumerated() where place < Problem.operandDigits {
      set(Int(x), Int(y), at: place)
    }
  }

  @inline(__always)
  mutating func set(_ first: Int, _ second: Int, at place: Int) {
    x |= UInt64(first) << UInt64(4 * place)
    y |= UInt64(second) << UInt64(4 * place)
  }

  /// The digits of a place.
  subscript(place: Int) -> (x: Int, y: Int) { (Int(x >> UInt64(4 * place) & 15), Int(y >> UInt64(4 * place) & 15)) }

  /// The sum's digits below a place, and the carry into it.
  func sum(below place: Int) -> (digits: [Int], carry: Int) {
    var (digits, carry) = ([Int](), 0)
    for j in 0..<place {
      let total = self[j].x + self[j].y + carry
      digits.append(total % 10)
      carry = total / 10
    }
    return (digits, carry)
  }

  /// The entries of a key table that these operands choose.
  func entries(of table: KeyTable) -> [Int] {
    let digits = sum(below: table.place).digits
    return (0..<Problem.operandDigits).flatMap { j in
      [10 * KeyTable.firstSlot(j) + self[j].x, 10 * KeyTable.secondSlot(j) + self[j].y]
    } + digits.enumerated().map { 10 * KeyTable.sumSlot($0.offset) + $0.element }
  }

  /// The operands as a problem.
  var problem: Problem? {
    func number(_ packed: UInt64) -> UInt64 { (0..<10).reversed().reduce(0) { $0 * 10 + (packed >> UInt64(4 * $1) & 15) } }
    return try? Problem(number(x), number(y))
  }
}
