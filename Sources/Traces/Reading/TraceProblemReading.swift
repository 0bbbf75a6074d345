import Addition

extension TraceReader {
  /// The problems of a trace's file, in order.
  ///
  /// - Throws: `TraceError` for a file that is no whole trace, or whose operands are no operands.
  public static func problems(of path: String) throws(TraceError) -> [Problem] {
    let columns = try open(path).readProblems()
    var problems: [Problem] = []
    problems.reserveCapacity(columns.a.count)
    for (a, b) in zip(columns.a, columns.b) {
      do throws(OperandError) {
        problems.append(try Problem(UInt64(clamping: a), UInt64(clamping: b)))
      } catch {
        throw .malformed(path: path, reason: "problem \(problems.count): \(error)")
      }
    }
    return problems
  }
}
