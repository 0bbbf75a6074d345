import Foundation

@testable import Certificates

/// Every operation on intervals, in the order of `GoldenFixtures/check_intervals.py`, with libm's idea of it.
struct IntervalOperation: Sendable, CustomStringConvertible {
  let description: String
  let evaluate: @Sendable (Interval, Interval) -> Interval
  let approximate: @Sendable (Double, Double) -> Double
  /// Members that make trouble.
  var adversaries: [Double] = []
  /// Whether members below zero have no value.
  var needsPositive = false

  static let all: [IntervalOperation] = [
    .init(description: "sum", evaluate: { $0 + $1 }, approximate: { $0 + $1 }),
    .init(description: "difference", evaluate: { $0 - $1 }, approximate: { $0 - $1 }),
    .init(description: "product", evaluate: { $0 * $1 }, approximate: { $0 * $1 }),
    .init(description: "quotient", evaluate: { $0 / $1 }, approximate: { $0 / $1 }),
    .init(description: "square", evaluate: { x, _ in x.squared }, approximate: { x, _ in x * x }),
    .init(
      description: "square root", evaluate: { x, _ in x.squareRoot }, approximate: { x, _ in x.squareRoot() },
      needsPositive: true),
    .init(
      description: "exponential", evaluate: { x, _ in x.exponential }, approximate: { x, _ in exp(x) },
      adversaries: [709, 709.78, 709.79, 710, -708, -708.4, -745, -746, 1e300, -1e300]
        + (-40...40).map { 0.34657359027997264 * Double($0) }),
    .init(
      description: "logarithm", evaluate: { x, _ in x.naturalLogarithm }, approximate: { x, _ in log(x) },
      adversaries: [1, 1.0.nextUp, 1.0.nextDown, M_E, 10_000, 3, .leastNormalMagnitude, .greatestFiniteMagnitude],
      needsPositive: true),
    .init(
      description: "sine", evaluate: { x, _ in x.sine }, approximate: { x, _ in sin(x) }, adversaries: quarterTurns),
    .init(
      description: "cosine", evaluate: { x, _ in x.cosine }, approximate: { x, _ in cos(x) }, adversaries: quarterTurns),
    .init(
      description: "error function", evaluate: { x, _ in x.errorFunction }, approximate: { x, _ in erf(x) },
      adversaries: [0.5, 6, 6.0.nextUp, -6, 5.9, 26.5, 27, 30, 1e150, -1e200]),
    .init(
      description: "normal distribution", evaluate: { x, _ in x.normalDistribution },
      approximate: { x, _ in 0.5 * erfc(-x * 0.5.squareRoot()) }, adversaries: [8.4, 8.5, -8.4, -8.5, -38, 38]),
    .init(
      description: "tanh", evaluate: { x, _ in x.hyperbolicTangent }, approximate: { x, _ in tanh(x) }, adversaries: [20, -20]),
    .init(
      description: "logistic", evaluate: { x, _ in x.logistic }, approximate: { x, _ in 1 / (1 + exp(-x)) },
      adversaries: [36, 37, -708, -709, -745, 745]),
    .init(
      description: "SiLU", evaluate: { x, _ in x.silu }, approximate: { x, _ in x / (1 + exp(-x)) },
      adversaries: turning(-1.2784645427610738)),
    .init(
      description: "SiLU's derivative", evaluate: { x, _ in x.siluDerivative },
      approximate: { x, _ in
        let s = 1 / (1 + exp(-x))
        return s * (1 + x / (1 + exp(x)))
      }, adversaries: turning(2.3993572805154677) + turning(-2.3993572805154677)),
    .init(
      description: "GELU", evaluate: { x, _ in x.gelu }, approximate: { x, _ in x * 0.5 * erfc(-x * 0.5.squareRoot()) },
      adversaries: turning(-0.7517915246935645)),
    .init(
      description: "GELU's derivative", evaluate: { x, _ in x.geluDerivative },
      approximate: { x, _ in
        0.5 * erfc(-x * 0.5.squareRoot()) + (x.magnitude > 40 ? 0 : x * exp(-x * x / 2) / (2 * Double.pi).squareRoot())
      },
      adversaries: turning(2.0.squareRoot()) + turning(-(2.0.squareRoot()))),
    .init(
      description: "GELU by tanh", evaluate: { x, _ in x.geluTanh }, approximate: { x, _ in x / (1 + exp(-cubic(x))) },
      adversaries: turning(-0.7524)),
    .init(
      description: "its derivative", evaluate: { x, _ in x.geluTanhDerivative },
      approximate: { x, _ in
        let (s, t) = (1 / (1 + exp(-cubic(x))), 1 / (1 + exp(cubic(x))))
        return x.magnitude > 40 ? (x > 0 ? 1 : 0) : s + x * s * t * 2 * (2 / Double.pi).squareRoot() * (1 + 3 * 0.044715 * x * x)
      }, adversaries: turning(1.4185) + turning(-1.4185)),
    .init(description: "pi", evaluate: { _, _ in .pi }, approximate: { _, _ in .pi }),
    .init(description: "ln 2", evaluate: { _, _ in .naturalLogarithmOf2 }, approximate: { _, _ in 0.6931471805599453 }),
  ]

  private static func cubic(_ x: Double) -> Double { 2 * (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x) }
  /// Floats about a point, near and less near.
  private static func turning(_ x: Double) -> [Double] { [x, x.nextUp, x.nextDown, x + 1e-12, x - 1e-12, x + 1e-6, x - 1e-6] }
  private static let quarterTurns =
    (-50...50).flatMap { k -> [Double] in
      let x = Double(k) * (Double.pi / 2)
      return [x, x.nextUp, x.nextDown, x + Double.pi / 4]
    } + [1e5, 355, 103_993, 999_999, 1_000_000, 1e15, 1e300, 573_204 * (Double.pi / 2)]

  /// Random and adversarial operands, each with a member.
  func cases(_ count: Int) -> [(a: Interval, b: Interval, x: Double, y: Double)] {
    var random = SystemIndependentGenerator(state: UInt64(description.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) }))
    let special = adversaries + [0, -0.0, 1, -1, 5e-324, -5e-324, 2.3e-308, -1e-310, 1e308, -1.7e308, 0.1, 1e-20]
    func number() -> Double {
      switch random.next() % 8 {
      case 0: special[Int(random.next() % UInt64(special.count))]
      case 1: Double.random(in: -1000...1000, using: &random)
      case 2:
        Double(
          sign: random.next() % 2 == 0 ? .plus : .minus, exponent: Int.random(in: -1000...1000, using: &random),
          significand: Double.random(in: 1...2, using: &random))
      default: Double.random(in: -12...12, using: &random)
      }
    }
    func operand() -> (Interval, Double) {
      var x = number()
      if needsPositive { x = max(x.magnitude, 1e-300) }
      switch random.next() % 4 {
      case 0, 1: return (Interval(x), x)
      case 2:
        let width = x.magnitude * Double.random(in: 0...1e-9, using: &random)
        return (Interval(needsPositive ? max(x - width, 0) : x - width, min(x + width, .greatestFiniteMagnitude)), x)
      default:
        var y = number()
        if needsPositive { y = y.magnitude }
        let (low, high) = (min(x, y), max(x, y))
        return (Interval(low, high), min(max(low + (high - low) * Double.random(in: 0...1, using: &random), low), high))
      }
    }
    return (0..<count).map { _ in
      let ((a, x), (b, y)) = (operand(), operand())
      return (a, b, x.isFinite ? x : a.lower, y.isFinite ? y : b.lower)
    }
  }
}

/// Random bits that are the same everywhere (SplitMix64).
struct SystemIndependentGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
