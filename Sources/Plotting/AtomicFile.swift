import Foundation

/// Writes a whole file or nothing: a temporary beside the target, synced, then renamed over it.
func writeAtomically(_ bytes: [UInt8], to path: String) throws(FigureError) {
  let temporary = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36)).partial"
  let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
  guard descriptor >= 0 else { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
  let written = bytes.withUnsafeBytes { buffer in
    var rest = buffer[...]
    while !rest.isEmpty {
      let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return fsync(descriptor) == 0
  }
  let reason = errno
  let closed = close(descriptor) == 0
  guard written, closed, rename(temporary, path) == 0 else {
    let message = String(cString: strerror(written ? errno : reason))
    unlink(temporary)
    throw .unwritable(path: path, reason: message)
  }
}
