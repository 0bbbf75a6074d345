import Foundation
import Synchronization

/// The temporary files under which `PendingFile` writes, and what becomes of them when a process ends too early.
///
/// Their names, `.trace.h5.myhost-1y2p0ij32e8e7.partial`, tell whose they are and which machine made them; a lock tells whether
/// their writer lives: the operating system takes it away with the process, however that ends.
public enum PartialFiles {
  /// Those of this process. A signal ends the process as a whole, so they are the process's, not a value's.
  private static let own = Mutex<Set<String>>([])

  /// Removes every unfinished file of this process: for the moment before it ends by a signal, on any thread but not in a
  /// signal handler itself. Whoever still writes to one writes to a file without a name, and cannot commit it.
  ///
  /// A library that was about to open a file by its name may make it anew: a second call removes that, too, and so does the
  /// `PendingFile` when it is dropped.
  public static func removeOwn() {
    own.withLock { paths in
      for path in paths { discard(path) }
    }
  }

  /// Removes a file that nobody wants any more, and empties it: ext4 brings a file that was once emptied to the disk when it is
  /// closed, even without a name, and gigabytes that a library still has open would take many seconds.
  static func discard(_ path: String) {
    let file = open(path, O_WRONLY | O_CLOEXEC)
    // Only once its name is gone for certain: another thread may just have given it its final one.
    if unlink(path) == 0, file >= 0 { ftruncate(file, 0) }
    if file >= 0 { close(file) }
  }

  /// Removes what earlier processes left when they were killed while writing a file; never a file whose writer lives.
  ///
  /// Whether it lives is asked by its lock. File systems shared between machines may keep locks to each machine: another
  /// machine's files are left alone until a day after the last change. Where locks do not work, all stay.
  ///
  /// - Parameters:
  ///   - name: the name of the file that was being written, without its folder.
  ///   - folder: where it was to stand.
  /// - Returns: the names that were removed.
  @discardableResult
  public static func removeAbandoned(of name: String, in folder: String) -> [String] {
    let (prefix, here) = (prefix(of: name), host + "-")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { candidate in
      guard candidate.hasPrefix(prefix), candidate.hasSuffix(suffix) else { return false }
      let tag = candidate.dropFirst(prefix.count).dropLast(suffix.count)
      // Nothing that only looks a little like ours.
      guard let random = tag.split(separator: "-").last, random.count == randomLength, !tag.contains(".") else { return false }
      let isFromHere = tag.hasPrefix(here) && tag.count == here.count + randomLength
      return remove(Folder.path(of: candidate, in: folder), unlessChangedWithin: isFromHere ? nil : 24 * 60 * 60)
    }
  }

  /// Makes an empty, locked file that nobody else has.
  ///
  /// - Returns: nil, with `errno` set, if it cannot be made.
  static func create(for name: String, in folder: String) -> (path: String, descriptor: Int32)? {
    for _ in 0..<16 {
      let path = Folder.path(of: prefix(of: name) + host + "-" + random() + suffix, in: folder)
      // Noted in the same breath: a signal that comes between the two would leave it.
      let descriptor = own.withLock { paths in
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        if descriptor >= 0 { paths.insert(path) }
        return descriptor
      }
      guard descriptor >= 0 else { return nil }
      var status = stat()
      // Between opening and locking, another process may have taken the file for abandoned.
      let isTaken = flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
      if !isTaken, fstat(descriptor, &status) == 0, status.st_nlink > 0 { return (path, descriptor) }
      forget(path)
      close(descriptor)
    }
    errno = EBUSY
    return nil
  }

  static func forget(_ path: String) {
    own.withLock { _ = $0.remove(path) }
  }

  private static func remove(_ path: String, unlessChangedWithin seconds: Int?) -> Bool {
    let file = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, flock(file, LOCK_EX | LOCK_NB) == 0 else {
      return false
    }
    if let seconds, time(nil) - modificationTime(status) < seconds { return false }
    return unlink(path) == 0
  }

  private static func modificationTime(_ status: stat) -> Int {
    #if canImport(Darwin)
      status.st_mtimespec.tv_sec
    #else
      status.st_mtim.tv_sec
    #endif
  }

  private static let suffix = ".partial"
  /// Thirteen digits of base 36 hold 64 bits.
  private static let randomLength = 13

  /// A name may be as long as the file system allows, and ours is longer: what cannot be kept of it is cut off.
  private static func prefix(of name: String) -> String {
    var name = name
    while name.utf8.count > 160 { name.removeLast() }
    return "." + name + "."
  }

  private static func random() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 36)
    return String(repeating: "0", count: randomLength - digits.count) + digits
  }

  /// The machine's name, as far as it can stand in ours.
  private static let host: String = {
    // Foundation's would ask the network.
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    let letters = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self).prefix { $0 != "." }
      .filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    return letters.isEmpty ? "localhost" : String(letters.prefix(32))
  }()
}
