import Foundation

/// Numbers as a typographer writes them: a true minus sign, thousands set apart, powers of ten raised.
enum Numbers {
  /// With a fixed number of decimals: `−1,234.50`.
  static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : value < 0 ? "−∞" : "∞" }
    let plain = String(format: "%.\(min(max(decimals, 0), 17))f", abs(value))
    let parts = plain.split(separator: ".")
    var whole = String(parts.first ?? "0")
    if whole.count > 4 {
      var grouped = ""
      for (place, digit) in whole.reversed().enumerated() {
        if place > 0 && place % 3 == 0 { grouped.append(",") }
        grouped.append(digit)
      }
      whole = String(grouped.reversed())
    }
    let text = parts.count > 1 ? "\(whole).\(parts[1])" : whole
    return value < 0 && text.contains(where: { "123456789".contains($0) }) ? "−" + text : text
  }

  /// `10^{−3}`; 1 and 10 stay plain.
  static func powerOfTen(_ exponent: Int) -> String {
    switch exponent {
    case 0: "1"
    case 1: "10"
    default: "10^{\(exponent < 0 ? "−" : "")\(abs(exponent))}"
    }
  }

  /// With as many decimals as a step between neighbours needs, or as a multiple of a power of ten if very large or small.
  static func label(_ value: Double, step: Double, largest: Double) -> String {
    if value == 0 || abs(value) < step * 1e-6 { return "0" }
    if largest >= 1e6 || step < 1e-4 {
      let exponent = Int(floor(log10(largest) + 1e-9))
      let mantissa = value / pow(10, Double(exponent))
      let places = decimals(step: step / pow(10, Double(exponent)))
      let sign = fixed(mantissa, decimals: places)
      return sign == "1" ? powerOfTen(exponent) : sign == "−1" ? "−" + powerOfTen(exponent) : "\(sign)×\(powerOfTen(exponent))"
    }
    return fixed(value, decimals: decimals(step: step))
  }

  /// How many decimals tell multiples of a step apart.
  static func decimals(step: Double) -> Int {
    var places = 0
    var scaled = abs(step)
    while places < 12, abs(scaled - scaled.rounded()) > 1e-6 * max(scaled, 1) || scaled < 0.5 {
      scaled *= 10
      places += 1
    }
    return places
  }
}
