import Files

/// Problems in a text file, one a line: CSV, JSON lines, or sums as one writes them.
///
/// | form | problems | pairs of problems |
/// |---|---|---|
/// | CSV, with a header or without | `1,2` | `1,2,3,4`, header `a,b,a_corrupted,b_corrupted` |
/// | JSON lines | `{"a": 1, "b": 2}` or `"1+2"` | `{"a": 1, "b": 2, "corrupted": {"a": 3, "b": 4}}` |
/// | sums | `1+2` | |
///
/// The first line decides for all. Empty lines do not count; lines may end as on Windows, and a byte order mark is passed over.
package struct ProblemFile {
  /// No file has more problems: with their pairs they need 3.2 GB.
  package static let mostProblems = 100_000_000
  /// How a trace's file begins, as every file of HDF5.
  private static let traceMark: [UInt8] = [0x89, 0x48, 0x44, 0x46]

  /// The problems in order.
  private(set) var problems: [Problem] = []
  /// Each problem's corrupted one; nil in a file without.
  private(set) var corrupted: [Problem]?
  private var form: ProblemLine.Form?

  /// What a path leads to.
  package enum Reading {
    case problems(ProblemFile)
    /// A trace, which is for others to read.
    case trace
  }

  /// Reads a file, or standard input if the path is `-`.
  ///
  /// - Throws: `FileError`, naming the line.
  package static func read(_ path: String, mostProblems: Int = mostProblems) throws(FileError) -> Reading {
    var file = ProblemFile()
    let title = InputLines.title(of: path)
    do {
      try InputLines.forEach(of: path) { bytes, number in
        if number == 1, bytes.starts(with: traceMark) { throw TraceFound() }
        do throws(ProblemLine.Failure) {
          try file.add(bytes, number)
        } catch {
          throw FileError.damaged(title, "line \(number): \(error.problem)", remedy: error.remedy)
        }
        guard file.problems.count <= mostProblems else {
          throw FileError.damaged(title, "there are more than \(grouped(mostProblems)) problems", remedy: "give fewer")
        }
      }
    } catch is TraceFound {
      return .trace
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError(.inputOutput, path: path, problem: "\(error)", remedy: "try again")
    }
    guard !file.problems.isEmpty else {
      throw FileError.damaged(title, "there is no problem in it", remedy: ProblemLine.advice)
    }
    return .problems(file)
  }

  private struct TraceFound: Error {}

  /// Takes in one line.
  private mutating func add(_ bytes: ArraySlice<UInt8>, _ number: Int) throws(ProblemLine.Failure) {
    var line = ProblemLine(bytes, isFirst: number == 1)
    guard !line.isEmpty else { return }
    if form == nil {
      let header = line.header
      form = if let header { header } else { try line.form }
      if form?.isPaired == true { corrupted = [] }
      if header != nil { return }
    }
    guard let form else { return }
    let (clean, other) = try line.read(as: form)
    problems.append(clean)
    if let other { corrupted?.append(other) }
  }
}
