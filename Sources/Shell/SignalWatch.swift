import Dispatch
import Foundation

/// Has the signals that end a process handled by a function, for as long as the value lives.
final class SignalWatch: Sendable {
  /// Whether the process was begun under `nohup`: then a closed terminal is to mean nothing to it. Asked once, because watching
  /// ignores the signal, too.
  private static let isHangupIgnored: Bool = {
    var action = sigaction()
    return sigaction(SIGHUP, nil, &action) == 0 && action.isIgnoring
  }()

  private static var watched: [Int32] { [SIGINT, SIGTERM] + (isHangupIgnored ? [] : [SIGHUP]) }

  private struct Source {
    let number: Int32
    let before: sigaction
    let dispatch: any DispatchSourceSignal
  }

  // Dispatch's objects may be used from any thread; their protocols do not say so.
  nonisolated(unsafe) private let sources: [Source]

  /// - Parameter handle: called with the signal's number, from any thread, where everything may be called.
  init(_ handle: @escaping @Sendable (Int32) -> Void) {
    sources = Self.watched.map { number in
      var before = sigaction()
      sigaction(number, nil, &before)
      // Where sources only observe, the default action would still end the process.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInitiated))
      source.setEventHandler { handle(number) }
      source.resume()
      return Source(number: number, before: before, dispatch: source)
    }
  }

  deinit {
    for source in sources {
      source.dispatch.cancel()
      var before = source.before
      sigaction(source.number, &before, nil)
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
