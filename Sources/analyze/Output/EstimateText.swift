import Addition
import Foundation
import Interpretability

/// A number with its interval, as tables show it.
struct EstimateText {
  /// Such as `1,744 of 2,000` for a share, `20,000 digits` for a mean.
  let count: String
  /// Such as `87.2%` or `1.250`; a dash where nothing was measured.
  let value: String
  /// Such as `85.1–89.0%` or `1.201–1.300`.
  let interval: String

  init(_ estimate: Estimate?, isShare: Bool) {
    guard let estimate, let value = estimate.value else {
      (count, self.value, interval) = ("", "–", "")
      return
    }
    if isShare {
      let share = Proportion(Int((value * Double(estimate.count)).rounded()), of: estimate.count)
      count = "\(grouped(share.count)) of \(grouped(share.total))"
      (self.value, interval) = (share.percent, share.interval95.description)
    } else {
      count = "\(grouped(estimate.count)) digit\(estimate.count == 1 ? "" : "s")"
      // One problem has a value, and no interval.
      let ends = [estimate.lower, estimate.upper].compactMap(\.self)
      let largest = ([value] + ends).map(abs).max() ?? 0
      self.value = Self.number(value, besides: largest)
      interval = ends.map { Self.number($0, besides: largest) }.joined(separator: " to ")
    }
  }

  /// A share as a fraction with two decimals.
  static func short(_ share: Double) -> String { String(format: "%.2f", share) }

  /// In the notation of the largest number of a row: so many decimals that this one has four digits that matter, or a power of
  /// ten if it is very small or large.
  private static func number(_ value: Double, besides largest: Double) -> String {
    if value == 0 { return "0" }
    if largest < 1e-3 || largest >= 1e5 || !largest.isFinite { return String(format: "%.2e", value) }
    return fixedText(value, max(0, 3 - Int(log10(largest).rounded(.down))))
  }
}
