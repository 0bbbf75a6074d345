import Foundation
import Synchronization

/// A thread that does nothing but hear of the signals that end a process.
///
/// Not a source of Dispatch's: its handlers may have to wait for a thread of a pool that the work keeps busy. Here the signal's
/// handler writes a byte to a pipe, which is one of the few things allowed there, and the thread reads it.
final class SignalThread: Sendable {
  static let shared = SignalThread()

  private struct Watches {
    var next = 0
    var handlers: [Int: @Sendable (Int32) -> Void] = [:]
    var isStarted = false
  }

  private let watches = Mutex(Watches())
  private let output, input: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    // Without a pipe, signals go on ending the process at once.
    guard pipe(&ends) == 0 else {
      (output, input) = (-1, -1)
      return
    }
    (output, input) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // A handler must not wait: whoever sends thousands of signals may as well have sent some fewer.
    _ = fcntl(input, F_SETFL, O_NONBLOCK)
  }

  // MARK: Watches

  /// Has a function called at every signal from now on, on this thread, where everything may be called.
  /// - Returns: its number, to be removed by.
  func add(_ handle: @escaping @Sendable (Int32) -> Void) -> Int {
    watches.withLock { watches in
      watches.next += 1
      watches.handlers[watches.next] = handle
      return watches.next
    }
  }

  func remove(_ number: Int) {
    // Let go of outside of the lock: what the function holds may have added one itself.
    _ = watches.withLock { $0.handlers.removeValue(forKey: number) }
  }

  /// Tells everybody who wanted to know when the signal came.
  ///
  /// Whoever hears of it may be gone a moment later, with its work ended in order: that is not a signal that nobody wanted.
  ///
  /// - Returns: whether there was anybody.
  func tell(_ number: Int32) -> Bool {
    let handlers = watches.withLock { Array($0.handlers.values) }
    for handle in handlers { handle(number) }
    return !handlers.isEmpty
  }

  // MARK: Signals

  /// Hears of signals from now on; those that nobody wants to know of end the process, see `LastCleanup`.
  func start() {
    let isFirst = watches.withLock { watches in
      defer { watches.isStarted = true }
      return !watches.isStarted
    }
    guard isFirst, input >= 0 else { return }
    for number in Self.numbers {
      // `shared` is there, so that the handler makes nothing.
      signal(number) { SignalThread.shared.note($0) }
    }
    let thread = Thread { self.listen() }
    thread.name = "carryscope signals"
    thread.start()
  }

  /// Under `nohup`, a closed terminal is to mean nothing.
  private static let numbers: [Int32] = {
    var action = sigaction()
    let isHangupIgnored = sigaction(SIGHUP, nil, &action) == 0 && action.isIgnoring
    // SIGUSR1 is how a batch system says that time is nearly over.
    return [SIGINT, SIGTERM, SIGUSR1] + (isHangupIgnored ? [] : [SIGHUP])
  }()

  /// All that happens in the handler.
  private func note(_ number: Int32) {
    let before = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(input, &byte, 1)
    errno = before
  }

  private func listen() {
    // Whoever is started by a thread of a pool inherits that it hears of no signals. This thread does.
    var heard = sigset_t()
    sigemptyset(&heard)
    for number in Self.numbers { sigaddset(&heard, number) }
    pthread_sigmask(SIG_UNBLOCK, &heard, nil)
    var byte: UInt8 = 0
    while true {
      let count = read(output, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1 else { return }
      if !tell(Int32(byte)) { LastCleanup.end(by: Int32(byte)) }
    }
  }
}

extension sigaction {
  fileprivate var isIgnoring: Bool {
    #if canImport(Darwin)
      unsafeBitCast(__sigaction_u.__sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    #else
      unsafeBitCast(__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    #endif
  }
}
