/// The values of one hook for some consecutive problems.
public struct ActivationSlice<Value: BinaryFloatingPoint & Sendable>: Sendable {
  /// The hook and the dimensions after `problem`.
  public let hook: TraceHook
  /// The problems' numbers in the trace.
  public let problems: Range<Int>
  /// `[problem, dimensions of the hook...]`, row by row.
  public let values: [Value]

  /// The extents, `problem` first.
  public var shape: [Int] { [problems.count] + hook.dimensions.map(\.size) }

  /// The values of one problem, `[dimensions of the hook...]`.
  /// - Precondition: the problem is one of the slice's.
  public subscript(problem number: Int) -> ArraySlice<Value> {
    precondition(problems.contains(number), "the slice has problems \(problems), and none of number \(number)")
    let width = hook.valuesPerProblem
    return values[(number - problems.lowerBound) * width..<(number - problems.lowerBound + 1) * width]
  }

  /// One value.
  /// - Parameters:
  ///   - number: the problem's number in the trace.
  ///   - places: as many as the hook has dimensions, such as head, query and key.
  /// - Precondition: the problem is one of the slice's, and the places are the hook's.
  public subscript(number: Int, places: Int...) -> Value {
    precondition(places.count == hook.dimensions.count, "\(hook.name) has \(hook.dimensions.count) dimensions")
    var index = 0
    for (place, dimension) in zip(places, hook.dimensions) {
      precondition((0..<dimension.size).contains(place), "'\(dimension.name)' has \(dimension.size) places")
      index = index * dimension.size + place
    }
    let row = self[problem: number]
    return row[row.startIndex + index]
  }
}

extension TraceReader {
  /// Reads a hook's activations for consecutive problems, and nothing else of the file.
  /// - Throws: as `read(_:problems:)`.
  public func activations(_ hook: String, problems: Range<Int>) throws(TraceError) -> ActivationSlice<Float> {
    let values = try read(hook, problems: problems)
    return ActivationSlice(hook: try self.hook(.activation, hook), problems: problems, values: values)
  }

  /// Reads the gradients at a hook for consecutive problems, and nothing else of the file.
  /// - Throws: as `read(_:problems:)`.
  public func gradients(_ hook: String, problems: Range<Int>) throws(TraceError) -> ActivationSlice<Float> {
    let values = try readDoubles(.gradient, hook, problems: problems)
    return ActivationSlice(hook: try self.hook(.gradient, hook), problems: problems, values: values.map { Float($0) })
  }

  /// A hook by its name.
  /// - Throws: `TraceError.unknownHook`.
  public func hook(_ kind: TraceWriter.Kind, _ name: String) throws(TraceError) -> TraceHook {
    let hooks = kind == .activation ? hooks : gradients
    guard let hook = hooks.first(where: { $0.name == name }) else { throw .unknownHook(name, known: hooks.map(\.name)) }
    return hook
  }

  /// Reads a hook's values from the first problem to the last, a few megabytes at a time and no chunk twice.
  /// - Throws: as `read(_:problems:)`, and what `body` throws.
  public func forEachPortion(
    _ kind: TraceWriter.Kind, _ name: String, of problems: Range<Int>? = nil,
    _ body: (ActivationSlice<Double>) throws(TraceError) -> Void
  ) throws(TraceError) {
    let hook = try hook(kind, name)
    let all = problems ?? 0..<problemCount
    let rows = try problemsPerPortion(kind, hook)
    var first = all.lowerBound
    while first < all.upperBound {
      let range = first..<min((first / rows + 1) * rows, all.upperBound)
      try body(ActivationSlice(hook: hook, problems: range, values: try readDoubles(kind, name, problems: range)))
      first = range.upperBound
    }
  }

  /// Whole chunks that are no more than a few megabytes together, if one is not.
  private func problemsPerPortion(_ kind: TraceWriter.Kind, _ hook: TraceHook) throws(TraceError) -> Int {
    let chunk = try rowsPerChunk(kind, hook.name)
    let fitting = TraceLayout.portionBytes / (hook.valuesPerProblem * MemoryLayout<Double>.size)
    return max(1, fitting / chunk) * min(chunk, max(1, fitting))
  }
}
