import Addition

/// The digits of two operands, units first, while a problem is made.
struct Operands {
  private var digits: [(a: Int, b: Int)]

  /// All uniform.
  init(_ random: inout RandomStream) {
    digits = (0..<Problem.operandDigits).map { _ in (Int(random.below(10)), Int(random.below(10))) }
  }

  /// Those given.
  init(a: [Int], b: [Int]) { digits = zip(a, b).map { (a: $0, b: $1) } }

  /// A sum of two digits that is not nine: uniform in 0...8, or 10...18.
  static func sum(isCarrying: Bool, _ random: inout RandomStream) -> Int {
    Int(random.below(9)) + (isCarrying ? 10 : 0)
  }

  /// Gives a place two digits of this sum, uniform among all such pairs.
  mutating func set(_ place: Int, sum: Int, _ random: inout RandomStream) {
    let least = max(0, sum - 9)
    let a = least + Int(random.below(UInt64(min(9, sum) - least + 1)))
    digits[place] = (a, sum - a)
  }

  /// The problem.
  var problem: Problem {
    let (a, b) = digits.reversed().reduce((UInt64(0), UInt64(0))) { ($0.0 * 10 + UInt64($1.a), $0.1 * 10 + UInt64($1.b)) }
    return Problem(inRange: a, b)
  }
}
