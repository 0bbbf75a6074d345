import Foundation

/// The first bytes of an HDF5 file, judged before the library sees them.
///
/// HDF5's older formats have no checksums over what describes the file, and the library crashes on some damaged ones. A trace is
/// in the format of HDF5 1.10, where it checks before it decodes.
enum Superblock {
  private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
  private static let headerSignature = Array("OHDR".utf8)

  /// Checks that a file may be a trace.
  /// - Parameter descriptor: of the open file.
  /// - Throws: `TraceError.notATrace`, or `.incomplete` for a file with the mark that stays in it until its writer closes it.
  static func check(_ descriptor: Int32, path: String, fileBytes: UInt64) throws(TraceError) {
    let start = read(descriptor, 48, at: 0)
    guard start.starts(with: signature) else { throw .notATrace(path: path, reason: "it is not an HDF5 file") }
    guard start.count == 48, start[8] == 2 || start[8] == 3 else {
      throw .notATrace(path: path, reason: "it is not in the format of HDF5 1.10")
    }
    guard start[11] & 1 == 0 else { throw .incomplete(path: path) }
    let (base, root) = (number(start, at: 12), number(start, at: 36))
    guard start[9] == 8, start[10] == 8, base == 0, root < fileBytes, let root = Int64(exactly: root),
      read(descriptor, headerSignature.count, at: root) == headerSignature
    else { throw .notATrace(path: path, reason: "what describes it has no checksum") }
  }

  private static func number(_ bytes: [UInt8], at offset: Int) -> UInt64 {
    bytes[offset..<offset + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func read(_ descriptor: Int32, _ count: Int, at offset: Int64) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let found = pread(descriptor, &bytes, count, off_t(offset))
    return Array(bytes.prefix(max(0, found)))
  }
}
