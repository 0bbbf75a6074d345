import Addition
import Lanes
import Synchronization
import Transformer

extension TraceRecorder {
  /// The threads' work: portions are computed and encoded side by side, and written in order.
  struct Run {
    let recording: TraceRecording
    let arrays: [RecordedArray]
    let program: Program
    let problems: ProblemSuite
    /// Problems of a portion.
    let rows: Int
    let queue: PortionQueue
    let progress: @Sendable (Progress) -> Void

    /// The bytes of one problem in all arrays.
    var problemBytes: Int {
      arrays.reduce(0) { $0 + $1.places.count } * recording.precision.elementType.size
    }

    /// Records all problems, or until something fails, which the queue knows.
    /// - Returns: how many are answered rightly.
    func callAsFunction<V: LaneVector>(_: V.Type, _ weights: WeightStore<V.Scalar>, threads: Int) -> Int {
      let correct = Mutex(0)
      Parallel.run(workers: max(1, min(threads, queue.portionCount))) { _ in
        let portion = Portion<V>(recording, arrays, rows: rows, program, weights)
        while let numbers = queue.next() {
          let range = numbers.lowerBound - queue.firstProblem..<numbers.upperBound - queue.firstProblem
          let answered = record(numbers, problems[range], portion)
          correct.withLock { $0 += answered }
        }
      }
      return correct.withLock { $0 }
    }

    /// Records one portion.
    private func record<V: LaneVector>(_ numbers: Range<Int>, _ problems: Slice<ProblemSuite>, _ portion: Portion<V>) -> Int {
      var failure: TraceError?
      do throws(TraceError) { try portion.compute(problems, numbers: numbers) } catch let error { failure = error }
      let columns = portion.columns(of: problems)
      // Where a trace is appended to, the first portion completes a chunk that its writer has begun.
      let isWhole = numbers.lowerBound.isMultiple(of: rows)
      let chunks = isWhole && failure == nil ? portion.encode(problems: problems.count) : []
      queue.write(numbers) { (writer) throws(TraceError) in
        if let failure { throw failure }
        try writer?.append(columns)
        for index in arrays.indices {
          if isWhole {
            try writer?.put(chunks[index], rows: problems.count, array: index)
          } else {
            try writer?.append(portion.rows(index, problems: problems.count), array: index)
          }
        }
        let done = numbers.upperBound - queue.firstProblem
        progress(Progress(problems: done, total: self.problems.count, bytes: done * problemBytes))
      }
      return zip(columns.a, zip(columns.b, columns.answer)).count { $0 + $1.0 == $1.1 }
    }
  }
}
