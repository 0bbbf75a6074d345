import Addition

/// What is known of two operands and their sum, place by place; the pairs of operands of which all of it is true can be counted.
struct InputConstraints: Hashable, Sendable {
  /// Digits of the first operand, the second, and the sum; negative for any.
  private var x = InlineDigits()
  private var y = InlineDigits()
  private var sum = InlineDigits()
  /// The carry into each place, and behind the last.
  private var carry = InlineDigits()
  private var isContradictory = false

  /// Eleven small numbers, -1 for none.
  private struct InlineDigits: Hashable {
    private var nibbles: UInt64 = 0

    subscript(place: Int) -> Int {
      get { Int(nibbles >> UInt64(4 * place) & 15) - 1 }
      set { nibbles = nibbles & ~(15 << UInt64(4 * place)) | UInt64(newValue + 1) << UInt64(4 * place) }
    }

    /// Takes in what another has; false if a place has two numbers.
    mutating func merge(_ other: InlineDigits) -> Bool {
      let isConsistent = (nibbles ^ other.nibbles) & known & other.known == 0
      nibbles |= other.nibbles
      return isConsistent
    }

    /// All four bits of every place that has a number.
    private var known: UInt64 {
      let pairs = nibbles | nibbles >> 1
      return ((pairs | pairs >> 2) & 0x1111_1111_1111_1111) * 15
    }
  }

  /// Nothing is known.
  init() {}

  /// The inputs of a region that lead to a question.
  init(_ region: Region, of program: CarryProgram) {
    for (place, digits) in region.digits.enumerated() {
      guard let digits else { continue }
      set(digits.x, of: \.x, place)
      set(digits.y, of: \.y, place)
    }
    set(region.carry, of: \.carry, program.place)
    guard let own = program.ownSlot else { return }
    // The token before is the sum's digit below, or the prompt's last digit.
    for place in 0..<Problem.operandDigits {
      if own == KeyTable.sumSlot(place) { set(program.token, of: \.sum, place) }
      if own == KeyTable.firstSlot(place) { set(program.token, of: \.x, place) }
      if own == KeyTable.secondSlot(place) { set(program.token, of: \.y, place) }
    }
  }

  private mutating func set(_ digit: Int, of field: WritableKeyPath<InputConstraints, InlineDigits>, _ place: Int) {
    if self[keyPath: field][place] >= 0, self[keyPath: field][place] != digit { isContradictory = true }
    self[keyPath: field][place] = digit
  }

  /// What is known by both.
  func and(_ other: InputConstraints) -> InputConstraints {
    var both = self
    let operands = both.x.merge(other.x) && both.y.merge(other.y)
    let sums = both.sum.merge(other.sum) && both.carry.merge(other.carry)
    both.isContradictory = isContradictory || other.isContradictory || !operands || !sums
    return both
  }

  /// How many pairs of operands there are.
  var count: UInt128 {
    if isContradictory || carry[0] == 1 { return 0 }
    var ways: (UInt128, UInt128) = (1, 0)
    for place in 0..<Problem.operandDigits {
      var next: (UInt128, UInt128) = (0, 0)
      for carried in 0...1 {
        let before = carried == 0 ? ways.0 : ways.1
        if before == 0 { continue }
        let here = pairs(place, carried)
        next.0 += before * here.0
        next.1 += before * here.1
      }
      switch carry[place + 1] {
      case 0: next.1 = 0
      case 1: next.0 = 0
      default: break
      }
      ways = next
    }
    return ways.0 + ways.1
  }

  /// How many pairs of digits a place can have, without and with a carry out.
  private func pairs(_ place: Int, _ carried: Int) -> (UInt128, UInt128) {
    var pairs: (UInt128, UInt128) = (0, 0)
    let (x, y, sum) = (x[place], y[place], sum[place])
    for first in x >= 0 ? x...x : 0...9 {
      if y < 0, sum >= 0 {
        // The sum's digit says which second digit, and whether it carries.
        let second = (sum - first - carried + 20) % 10
        if first + second + carried >= 10 { pairs.1 += 1 } else { pairs.0 += 1 }
        continue
      }
      for second in y >= 0 ? y...y : 0...9 {
        let total = first + second + carried
        if sum >= 0, total % 10 != sum { continue }
        if total >= 10 { pairs.1 += 1 } else { pairs.0 += 1 }
      }
    }
    return pairs
  }
}
