import Foundation

/// From a value to a color: a map, the values it covers, and a color for what is missing.
public struct ColorScale: Hashable, Sendable {
  /// Which values meet the two ends of the map.
  public enum Domain: Hashable, Sendable {
    /// Evenly from the lower to the upper bound.
    case linear(ClosedRange<Double>)
    /// From minus to plus the given limit, zero in the middle.
    case symmetric(Double)
    /// Evenly in the logarithm; both bounds positive.
    case logarithmic(ClosedRange<Double>)
  }

  /// The colors.
  public var map: ColorMap
  /// The values at the ends.
  public var domain: Domain
  /// The color of NaN and, on a logarithmic scale, of values that have no logarithm.
  public var missing: Color

  /// A scale; a domain of no width or no end is replaced by one that gives every value a place.
  public init(_ map: ColorMap, _ domain: Domain, missing: Color = Color(0xECEDEE)) {
    self.map = map
    self.missing = missing
    switch domain {
    case .linear(let r) where !(r.upperBound - r.lowerBound).isFinite: self.domain = .linear(0...1)
    case .logarithmic(let r) where !r.upperBound.isFinite: self.domain = .logarithmic(1e-3...1)
    case .linear(let r) where r.lowerBound == r.upperBound:
      self.domain = .linear(r.lowerBound...(r.lowerBound + max(abs(r.lowerBound), 1)))
    case .symmetric(let limit): self.domain = .symmetric(limit.isFinite && limit != 0 ? abs(limit) : 1)
    case .logarithmic(let r) where !(r.lowerBound > 0): self.domain = .logarithmic(1e-3...max(r.upperBound, 1))
    case .logarithmic(let r) where r.lowerBound == r.upperBound: self.domain = .logarithmic(r.lowerBound...(r.lowerBound * 10))
    default: self.domain = domain
    }
  }

  /// From the smallest to the largest finite value.
  public static func sequential(_ map: ColorMap = .lagoon, over values: some Sequence<Double>) -> ColorScale {
    let finite = values.filter(\.isFinite)
    let low = finite.min() ?? 0
    return ColorScale(map, .linear(low...max(low, finite.max() ?? 1)))
  }

  /// Symmetric around zero and wide enough for every finite value.
  public static func diverging(_ map: ColorMap = .tide, over values: some Sequence<Double>) -> ColorScale {
    ColorScale(map, .symmetric(values.lazy.filter(\.isFinite).map(abs).max() ?? 1))
  }

  /// The two values at the ends of the map.
  public var range: ClosedRange<Double> {
    switch domain {
    case .linear(let r), .logarithmic(let r): r
    case .symmetric(let limit): -limit...limit
    }
  }

  /// Where in 0...1 a value falls; nil if it is missing. Values beyond the ends take the end.
  public func position(of value: Double) -> Double? {
    guard !value.isNaN else { return nil }
    let r = range
    switch domain {
    case .linear, .symmetric:
      return min(max((value - r.lowerBound) / (r.upperBound - r.lowerBound), 0), 1)
    case .logarithmic:
      guard value > 0 else { return nil }
      return min(max(log(value / r.lowerBound) / log(r.upperBound / r.lowerBound), 0), 1)
    }
  }

  /// The color of a value.
  public func callAsFunction(_ value: Double) -> Color {
    position(of: value).map { map($0) } ?? missing
  }
}
