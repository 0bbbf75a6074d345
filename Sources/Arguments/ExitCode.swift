import Foundation

/// The status a command hands to the shell: the numbers of BSD's `sysexits.h`, and of shells for signals.
public enum ExitCode: Int32, Sendable, CaseIterable {
  /// The command did what it was asked.
  case success = 0
  /// The command line is wrong: an unknown option, a missing argument, a value that cannot be.
  case usage = 64
  /// An input file is there but its content is not what it should be.
  case badData = 65
  /// An input file or folder does not exist or cannot be opened.
  case missingInput = 66
  /// An error whose type states no exit code: a defect of this program.
  case software = 70
  /// Reading or writing failed: no space, no permission, a folder that is not there.
  case inputOutput = 74
  /// Its terminal was closed, after what was begun had been saved: 128 + SIGHUP.
  case hungUp = 129
  /// Stopped by Ctrl-C, after what was begun had been saved: 128 + SIGINT, as shells count.
  case interrupted = 130
  /// Asked to end, after what was begun had been saved: 128 + SIGTERM.
  case terminated = 143

  /// The code of any error: the one it states, or the one Foundation's file and decoding errors stand for.
  public init(for error: any Error) {
    switch error {
    case let error as any ExitCodeProviding:
      self = error.exitCode
    case is DecodingError:
      self = .badData
    case let error as CocoaError where error.code == .fileReadNoSuchFile || error.code == .fileNoSuchFile:
      self = .missingInput
    case let error as POSIXError where error.code == .ENOENT:
      self = .missingInput
    case is CocoaError, is POSIXError:
      self = .inputOutput
    default:
      self = .software
    }
  }
}

/// An error that knows the exit code it ends a command with.
///
/// Its `description` is the line the user reads: what is wrong, where, and what to do.
public protocol ExitCodeProviding: Error, CustomStringConvertible {
  /// The status with which the command ends when this error reaches the top.
  var exitCode: ExitCode { get }
}
