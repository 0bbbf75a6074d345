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
    guard let estimate, let value = estimate.value, let lower = estimate.lower, let upper = estimate.upper else {
      (count, self.value, interval) = ("", "–", "")
      return
    }
    if isShare {
      let share = Proportion(Int((value * Double(estimate.count)).rounded()), of: estimate.count)
      count = "\(grouped(share.count)) of \(grouped(share.total))"
      (self.value, interval) = (share.percent, share.interval95.description)
    } else {
      count = "\(grouped(estimate.count)) digit\(estimate.count == 1 ? "" : "s")"
      self.value = Self.number(value)
      interval = Self.number(lower) + " to " + Self.number(upper)
    }
  }

  /// Four digits that matter.
  private static func number(_ value: Double) -> String {
    if value == 0 { return "0" }
    return abs(value) < 1e-3 || abs(value) >= 1e5 ? String(format: "%.2e", value) : String(format: "%.4g", value)
  }
}
