import Arguments
import Foundation

/// Tells the user, on standard error, what is worth knowing and no reason to stop.
func printNote(_ text: String) {
  // Nobody can be told that standard error is closed.
  try? FileHandle.standardError.write(contentsOf: Data((oneLine("note: \(text)") + "\n").utf8))
}
