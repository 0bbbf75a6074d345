import Addition

extension TraceReader {
  /// The problems of the trace as a suite that can be run again, in the same order.
  /// - Throws: `TraceError.outOfRange`, `.malformed`, also for operands of more than ten digits.
  public func suite(problems range: Range<Int>? = nil) throws(TraceError) -> ProblemSuite {
    let recorded = try readProblems(range)
    var problems: [Problem] = []
    problems.reserveCapacity(recorded.count)
    for (a, b) in zip(recorded.a, recorded.b) {
      do {
        problems.append(try Problem(UInt64(clamping: a), UInt64(clamping: b)))
      } catch {
        throw .malformed(path: path, reason: "it has the operands \(a) and \(b): \(error)")
      }
    }
    return ProblemSuite(name: provenance.suite ?? "trace", problems: problems)
  }
}
