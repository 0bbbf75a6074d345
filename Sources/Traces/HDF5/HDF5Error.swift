/// A failed HDF5 call: what was being done and HDF5's innermost reason.
public struct HDF5Error: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was being done, such as "write blocks.0.hook_resid_pre".
  public let action: String
  /// HDF5's own words, on one line.
  public let reason: String

  init(action: String, reason: String) {
    self.action = action
    self.reason = Self.plain(reason)
  }

  /// What failed and why, on one line.
  public var description: String { "cannot \(action): \(reason)" }

  /// HDF5 reports a failed system call as "file write failed: time = ..., errno = 28, error message = 'No space left on
  /// device', buf = 0x..."; the quoted part is what a person can act on.
  private static func plain(_ reason: String) -> String {
    guard !reason.isEmpty else { return "HDF5 gives no reason" }
    if let quoted = reason.firstRange(of: "error message = '") {
      let message = reason[quoted.upperBound...].prefix { $0 != "'" }
      if !message.isEmpty { return String(message) }
    }
    return reason.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
