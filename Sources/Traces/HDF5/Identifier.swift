import CHDF5

/// Owner of one HDF5 identifier: closed exactly once, at the latest when the last value that uses it is gone.
///
/// Deliberately not `Sendable`: everything that holds one stays within one thread at a time.
final class Identifier {
  typealias Close = @convention(c) (hid_t) -> herr_t

  let raw: hid_t
  private let closing: Close
  private var isOpen = true

  /// Runs `open` and takes ownership of the identifier it returns.
  init(_ action: @autoclosure () -> String, closing: @escaping Close, open: () -> hid_t) throws(HDF5Error) {
    self.raw = try Library.call(action(), open)
    self.closing = closing
  }

  /// Closes now, so that a failure (a full disk, say) is seen.
  func close(_ action: @autoclosure () -> String) throws(HDF5Error) {
    guard isOpen else { return }
    isOpen = false
    try Library.call(action()) { closing(raw) }
  }

  deinit {
    guard isOpen else { return }
    Library.quietly { _ = closing(raw) }
  }
}
