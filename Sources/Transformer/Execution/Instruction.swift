import Lanes

/// A step with its windows looked up in the memory of one block; a step of attention makes one for every head.
///
/// A step says which buffers; an instruction holds the pointers. It owns nothing, so that going through a program a position
/// at a time, as decoding does, costs no more than the arithmetic. Weights stay indices: they come with each run.
struct Instruction<V: LaneVector> {
  let operation: Step.Operation
  /// Features of the first window; for scores and patterns, of the queries.
  let width: Int
  /// What is read first and second; the first again where nothing is.
  let a, b: Rows<V>
  /// The result.
  let y: Rows<V>
  /// A norm's scale; the result again for other steps.
  let scale: Rows<V>
  /// A norm's quotient before weight and bias; nil where nobody reads it.
  let normalized: Rows<V>?
  /// The index of the step.
  let step: Int
  /// See `ScheduledStep`.
  let feedsLaterPositions: Bool
}

extension Workspace {
  /// A program's steps as instructions on this memory, in order.
  ///
  /// - Parameter isLean: whether norms leave out what only hooks read.
  func instructions(of program: Program, isLean: Bool) -> [Instruction<V>] {
    let read = Set(program.steps.flatMap { $0.step.reads.map(\.buffer) })
    return program.steps.enumerated().flatMap { index, scheduled in
      let step = scheduled.step
      return windows(of: step).map { windows in
        let keepsNormalized = step.writes.count > 2 && (!isLean || read.contains(step.writes[2].buffer))
        return Instruction(
          operation: step.operation, width: windows.width, a: windows.a, b: windows.b, y: windows.y,
          scale: step.writes.count > 1 ? rows(step.writes[1]) : windows.y,
          normalized: keepsNormalized ? rows(step.writes[2]) : nil, step: index,
          feedsLaterPositions: scheduled.feedsLaterPositions)
      }
    }
  }

  /// The windows of a step in this memory, head by head.
  func windows(of step: Step) -> [(a: Rows<V>, b: Rows<V>, y: Rows<V>, width: Int)] {
    let heads = step.heads
    return (0..<heads.all).map { head in
      let y = window(step.writes[0], part: head, of: heads.all)
      let a = step.reads.first.map { window($0, part: head, of: heads.all) } ?? y
      let second = step.reads.dropFirst().first
      let b = second.map { window($0, part: head * heads.second / heads.all, of: heads.second) } ?? a
      let wide = step.reads.first.flatMap { isTriangle($0) ? nil : $0 } ?? second ?? step.writes[0]
      let isShared = step.reads.count > 1 && isTriangle(step.reads[0])
      return (a, b, y, wide.width / (isShared ? heads.second : heads.all))
    }
  }
}
