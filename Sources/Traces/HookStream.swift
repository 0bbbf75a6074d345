/// The dataset of one hook while it is written: gathers portions into whole chunks.
struct HookStream {
  let hook: TraceHook
  /// Problems received so far.
  private(set) var written = 0

  private let dataset: Dataset
  private let problemsPerChunk: Int
  /// Values received but not yet in the file: less than a chunk, and always its beginning.
  private var pending: [Float] = []

  init(_ hook: TraceHook, dataset: Dataset, problemsPerChunk: Int) {
    self.hook = hook
    self.dataset = dataset
    self.problemsPerChunk = problemsPerChunk
  }

  mutating func append(_ values: Span<Float>, problems: Range<Int>, path: String) throws(TraceError) {
    let total = dataset.shape[0]
    let width = hook.valuesPerProblem
    guard problems.lowerBound == written, problems.upperBound <= total else {
      throw .outOfOrder(hook: hook.name, expected: written, got: problems)
    }
    guard values.count == problems.count * width else {
      throw .wrongCount(hook: hook.name, expected: problems.count * width, got: values.count)
    }
    var taken = 0
    while taken < problems.count {
      let held = pending.count / width
      let left = problems.count - taken
      let isLast = written + left == total
      // With nothing held, whole chunks (and the file's last, shorter one) go straight from the caller's memory.
      let direct = isLast ? left : left / problemsPerChunk * problemsPerChunk
      if held == 0, direct > 0 {
        try put(values.extracting(taken * width..<(taken + direct) * width), from: written, path)
        taken += direct
        written += direct
      } else {
        let moved = min(left, problemsPerChunk - held)
        hold(values.extracting(taken * width..<(taken + moved) * width))
        taken += moved
        written += moved
        if held + moved == problemsPerChunk || written == total {
          try put(pending.span, from: written - held - moved, path)
          pending.removeAll(keepingCapacity: written < total)
        }
      }
    }
  }

  private mutating func hold(_ values: Span<Float>) {
    if pending.isEmpty { pending.reserveCapacity(problemsPerChunk * hook.valuesPerProblem) }
    values.withUnsafeBufferPointer { pending.append(contentsOf: $0) }
  }

  private func put(_ values: Span<Float>, from first: Int, _ path: String) throws(TraceError) {
    let rows = first..<first + values.count / hook.valuesPerProblem
    try TraceError.on(path) { () throws(HDF5Error) in try dataset.write(values, rows: rows) }
  }
}
