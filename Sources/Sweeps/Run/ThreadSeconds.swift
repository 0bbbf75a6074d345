import Files
import Foundation

/// The processor time of the calling thread in seconds: what a run costs, however busy the machine is.
func threadSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// What a run that is not finished has cost so far, in its folder, so that it is not forgotten with the process.
///
/// Written without waiting for the disk: it is worth no more than that.
struct SpentSeconds {
  private let path: String

  init(in folder: String) { path = Folder.path(of: "cpu-seconds", in: folder) }

  /// Zero where nothing sensible is written.
  func read() -> Double {
    guard let bytes = try? InputFile.read(path, upTo: 64), let seconds = Double(String(decoding: bytes, as: UTF8.self)),
      seconds.isFinite, seconds >= 0
    else { return 0 }
    return seconds
  }

  func write(_ seconds: Double) { try? Data("\(seconds)".utf8).write(to: URL(filePath: path)) }
}
