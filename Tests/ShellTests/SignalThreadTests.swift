import Foundation
import Synchronization
import Testing

@testable import Shell

/// Who hears of a signal. No test sends a real one: it would be the tests' end.
@Suite struct SignalThreadTests {
  private final class Log: Sendable {
    let heard = Mutex<[Int32]>([])
  }

  @Test func everybodyHears() {
    let (thread, log) = (SignalThread(), Log())
    for _ in 0..<2 { _ = thread.add { number in log.heard.withLock { $0.append(number) } } }
    #expect(thread.tell(SIGTERM))
    #expect(log.heard.withLock(\.self) == [SIGTERM, SIGTERM])
  }

  @Test func whoHasLeftDoesNot() {
    let (thread, log) = (SignalThread(), Log())
    let number = thread.add { number in log.heard.withLock { $0.append(number) } }
    thread.remove(number)
    #expect(!thread.tell(SIGTERM))
    #expect(log.heard.withLock(\.self).isEmpty)
  }

  /// Work that ends in order while the signal is still being told of: the process must live to say so.
  @Test func whoLeavesAtTheSignalHasHeardIt() {
    let (thread, log) = (SignalThread(), Log())
    let own = OwnNumber()
    own.value.withLock { value in
      value = thread.add { signal in
        log.heard.withLock { $0.append(signal) }
        own.value.withLock { if let number = $0 { thread.remove(number) } }
      }
    }
    #expect(thread.tell(SIGHUP))
    #expect(!thread.tell(SIGHUP))
    #expect(log.heard.withLock(\.self) == [SIGHUP])
  }

  private final class OwnNumber: Sendable {
    let value = Mutex<Int?>(nil)
  }
}
