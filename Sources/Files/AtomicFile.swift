/// Writes files that are either whole or not there.
public enum AtomicFile {
  /// Writes bytes to a file, replacing it in one step: a reader, or a crash at any moment, finds the old file or the new one.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let pending = try PendingFile(for: path)
    try pending.write(bytes)
    try pending.commit()
  }

  /// Writes a text as UTF-8, in the same way.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  /// Fails where a file could not be written, before any work has been done for it; leaves nothing.
  public static func requirePlace(for path: String) throws(FileError) {
    let pending = try PendingFile(for: path)
    _ = consume pending
  }
}
