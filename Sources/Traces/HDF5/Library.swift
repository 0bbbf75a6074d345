import CHDF5
import Synchronization

/// The one door to the HDF5 library.
///
/// HDF5 keeps global state (identifiers, caches, an error stack) and is not thread-safe as most systems build it, so every
/// call in this module goes through here, one at a time, whatever thread it comes from. What is *not* protected is one file
/// used from two threads at once; `Identifier` is a class without `Sendable`, so the compiler refuses that.
enum Library {
  private static let door = Mutex<Void>(())

  /// At exit HDF5 closes what is still open, and crashes over a file that a full disk kept it from closing. Everything here
  /// is closed by its owner, so HDF5 is asked, before anything else, not to.
  private static let leavesExitAlone = H5dont_atexit() >= 0

  /// Runs one HDF5 call; a negative result becomes an error bearing HDF5's own innermost message.
  /// - Parameter action: what is being done, for the message ("open", "write blocks.0.hook_resid_pre").
  @discardableResult
  static func call<Code: SignedInteger & Sendable>(
    _ action: @autoclosure () -> String, _ body: () -> Code
  ) throws(HDF5Error) -> Code {
    let (code, reason) = door.withLock { _ in
      _ = leavesExitAlone
      // Printing on stderr is a per-thread setting in thread-safe builds, so it is silenced at each call.
      H5Eset_auto2(chdf5_error_stack(), nil, nil)
      let code = body()
      return (code, code < 0 ? innermostMessage() : "")
    }
    guard code >= 0 else { throw HDF5Error(action: action(), reason: reason) }
    return code
  }

  /// Runs HDF5 code that cannot fail in a way anyone could act on, such as closing what is being abandoned.
  static func quietly(_ body: () -> Void) {
    door.withLock { _ in
      _ = leavesExitAlone
      H5Eset_auto2(chdf5_error_stack(), nil, nil)
      body()
    }
  }

  /// The innermost entry of the error stack says what went wrong; the outer ones only repeat where.
  private static func innermostMessage() -> String {
    var message = ""
    withUnsafeMutablePointer(to: &message) { pointer in
      _ = H5Ewalk2(
        chdf5_error_stack(), H5E_WALK_UPWARD,
        { depth, entry, storage in
          guard depth == 0, let text = entry?.pointee.desc else { return 0 }
          storage?.assumingMemoryBound(to: String.self).pointee = String(cString: text)
          return 0
        }, pointer)
    }
    return message
  }
}
