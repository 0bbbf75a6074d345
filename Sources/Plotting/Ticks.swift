import Foundation

/// A labelled place on an axis.
public struct Tick: Hashable, Sendable {
  /// Where, in data units.
  public var value: Double
  /// What stands there; may be empty, may hold `^{...}`.
  public var label: String

  /// A place and its label.
  public init(_ value: Double, _ label: String) {
    self.value = value
    self.label = label
  }
}

/// Chooses places worth labelling.
enum TickFinder {
  /// Multiples of 1, 2, 2.5 or 5 times a power of ten inside a range, at most `count`, but for the sake of at least two ticks up to two more.
  static func linear(_ range: ClosedRange<Double>, atMost count: Int, integers: Bool = false) -> (values: [Double], step: Double)
  {
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite else { return ([range.lowerBound], 1) }
    let count = max(count, 2)
    var exponent = Int(floor(log10(span / Double(count)))) - 1
    var finer: (values: [Double], step: Double)?
    while true {
      for mantissa in [1.0, 2, 2.5, 5] {
        // Dividing by an exact power of ten keeps 0.1, 0.2, ... as close to decimal as doubles get.
        let step = exponent >= 0 ? mantissa * pow(10, Double(exponent)) : mantissa / pow(10, Double(-exponent))
        if integers && step != step.rounded() { continue }
        let first = (range.lowerBound / step - 1e-9).rounded(.up)
        let last = (range.upperBound / step + 1e-9).rounded(.down)
        let ticks = last - first + 1
        guard ticks <= Double(count) + 2 else { continue }
        let values = ticks < 1 ? [] : (0..<Int(ticks)).map { (first + Double($0)) * step }
        if ticks <= Double(count) {
          // One tick does not tell a scale: two too many are better.
          if values.count < 2, let finer { return finer }
          return (values, step)
        }
        finer = (values, step)
      }
      exponent += 1
    }
  }

  /// Powers of ten inside a range, thinned to at most `count`, and between them unlabelled multiples. Where fewer than two powers
  /// fit, multiples of 1, 2 and 5 (or, below that, a linear choice) are labelled too.
  static func logarithmic(_ range: ClosedRange<Double>, atMost count: Int) -> (major: [Tick], minor: [Double]) {
    let (low, high) = (log10(range.lowerBound), log10(range.upperBound))
    let (first, last) = (Int((low - 1e-9).rounded(.up)), Int((high + 1e-9).rounded(.down)))
    let powers = first <= last ? Array(first...last) : []
    func inside(_ v: Double) -> Bool { v >= range.lowerBound * (1 - 1e-9) && v <= range.upperBound * (1 + 1e-9) }
    let multiples = (first - 1...last + 1).flatMap { e in (1...9).map { Double($0) * pow(10, Double(e)) } }.filter(inside)
    if powers.count >= 2 {
      let stride = max(1, (powers.count + max(count, 2) - 1) / max(count, 2))
      let major = powers.filter { ($0 - first) % stride == 0 }.map { Tick(pow(10, Double($0)), Numbers.powerOfTen($0)) }
      let minor = stride == 1 ? multiples : powers.map { pow(10, Double($0)) }
      return (major, minor.filter { v in !major.contains { abs($0.value / v - 1) < 1e-9 } })
    }
    let chosen = multiples.filter { v in
      let mantissa = v / pow(10, floor(log10(v) + 1e-9))
      return [1.0, 2, 5].contains { abs(mantissa - $0) < 1e-6 }
    }
    if chosen.count >= 2 {
      let major = chosen.map { Tick($0, Numbers.label($0, step: $0, largest: $0)) }
      return (major, multiples.filter { v in !chosen.contains(v) })
    }
    let (values, step) = linear(range, atMost: count)
    return (values.filter { $0 > 0 }.map { Tick($0, Numbers.label($0, step: step, largest: range.upperBound)) }, [])
  }
}
