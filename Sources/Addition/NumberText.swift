/// A whole number with its thousands apart: `10,010`.
package func grouped(_ number: Int) -> String {
  let digits = Array(String(number.magnitude))
  var text = number < 0 ? "-" : ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text += "," }
    text.append(digit)
  }
  return text
}

/// A rate of 0...1 in percent, rounded to `decimals` (at most 12); a text of all zeros is `0`, and a full hundred `100`.
func percentText(_ rate: Double, decimals: Int) -> String {
  let unit = Int(powerOfTen(decimals))
  let scaled = Int((rate * 100 * Double(unit)).rounded())
  if scaled % (100 * unit) == 0 { return "\(scaled / unit)" }
  let fraction = String(scaled % unit)
  return "\(scaled / unit)." + String(repeating: "0", count: decimals - fraction.count) + fraction
}
