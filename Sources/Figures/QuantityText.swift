import Foundation

/// Numbers as captions and annotations write them.
enum QuantityText {
  /// With a fixed number of decimals and a true minus sign: `−1.20`. Zero has no sign.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return "–" }
    let text = String(format: "%.\(decimals)f", abs(value))
    return value < 0 && text.contains { ("1"..."9").contains($0) } ? "−" + text : text
  }

  /// With about three significant digits: `0.0123`, `4.57`, `123`.
  static func short(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "–" }
    let magnitude = Int(log10(abs(value)).rounded(.down))
    return fixed(value, min(max(2 - magnitude, 0), 6))
  }

  /// An angle given in radians, in degrees: `16.6°`.
  static func degrees(_ radians: Double) -> String { fixed(radians * 180 / .pi, 1) + "°" }

  /// A share of 0...1 in percent: `12.3%`.
  static func percent(_ share: Double, _ decimals: Int = 1) -> String { fixed(share * 100, decimals) + "%" }

  /// `one`, `one and two`, `one, two and three`.
  static func list(_ items: [String]) -> String {
    guard let last = items.last else { return "" }
    return items.count == 1 ? last : items.dropLast().joined(separator: ", ") + " and " + last
  }
}
