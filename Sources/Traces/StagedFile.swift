#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file written under a passing name beside its place and moved there when whole.
///
/// Whatever happens before `commit`, nothing bears the final name; if this value ends without it, the passing file goes too.
struct StagedFile: ~Copyable {
  /// The name the file will bear.
  let destination: String
  /// The name it bears while it is written.
  let path: String
  private var isCommitted = false

  /// Creates the empty file. Its directory must exist; an existing file at `destination` is left alone until `commit`.
  init(for destination: String) throws(TraceError) {
    guard !destination.isEmpty, !destination.utf8.contains(0) else {
      throw .output(path: destination, reason: "that is not a file name")
    }
    var status = stat()
    if stat(destination, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw .output(path: destination, reason: "something other than a file is there")
    }
    let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
    let path = destination + ".partial-" + suffix
    let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .output(path: destination, reason: Self.reason()) }
    close(descriptor)
    self.destination = destination
    self.path = path
  }

  deinit {
    if !isCommitted { unlink(path) }
  }

  /// Brings the bytes to the disk, then gives the file its name.
  consuming func commit() throws(TraceError) {
    try Self.synchronize(path, for: destination)
    guard rename(path, destination) == 0 else { throw .output(path: destination, reason: Self.reason()) }
    isCommitted = true
    // The name itself is on disk once its directory is.
    let directory = destination.lastIndex(of: "/").map { String(destination[...$0]) } ?? "."
    try Self.synchronize(directory, for: destination)
  }

  private static func synchronize(_ path: String, for destination: String) throws(TraceError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .output(path: destination, reason: reason()) }
    defer { close(descriptor) }
    // Some file systems cannot synchronize a directory and say EINVAL; there is nothing more to do there.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw .output(path: destination, reason: reason()) }
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
