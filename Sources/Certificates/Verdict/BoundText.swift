import Foundation

/// A bound in four digits, rounded down or up: a bound stays one.
public func boundText(_ bound: Double, _ rule: FloatingPointRoundingRule = .down) -> String {
  guard bound != 0, bound.isFinite else { return bound == 0 ? "0" : "\(bound)" }
  let unit = pow(10, floor(log10(bound.magnitude)) - 3)
  return String(format: "%.4g", (bound / unit).rounded(rule) * unit)
}
