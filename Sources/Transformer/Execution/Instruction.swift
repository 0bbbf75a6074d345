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
  var step: Int
  /// See `ScheduledStep`.
  let feedsLaterPositions: Bool
}

extension Workspace {
  /// A program's steps as instructions on this memory, in order.
  ///
  /// - Parameter isLean: whether norms leave out what only hooks read.
  func instructions(of program: Program, isLean: Bool) -> [Instruction<V>] {
    let isRead = program.buffersRead
    return program.steps.enumerated().flatMap { index, scheduled in
      instructions(of: scheduled, at: index) { !isLean || isRead[$0] }
    }
  }

  /// The same for a program that differs in nothing but interventions from one whose instructions are known: theirs, with what the
  /// interventions add. Studies make thousands of such programs.
  func instructions(of program: Program, from known: [Instruction<V>], isLean: Bool) -> [Instruction<V>] {
    // Where what a norm keeps beside its result is changed, the norm has to keep it.
    if program.steps.contains(where: \.step.operation.isAffine) { return instructions(of: program, isLean: isLean) }
    var result: [Instruction<V>] = []
    result.reserveCapacity(known.count + program.edits.count)
    var next = known.startIndex
    for (index, scheduled) in program.steps.enumerated() {
      if case .edit = scheduled.step.operation {
        result += instructions(of: scheduled, at: index) { _ in false }
        continue
      }
      for _ in 0..<scheduled.step.heads.all {
        // Edits of the known ones are not shared.
        while case .edit = known[next].operation { next += 1 }
        result.append(known[next])
        result[result.count - 1].step = index
        next += 1
      }
    }
    return result
  }

  private func instructions(
    of scheduled: ScheduledStep, at index: Int, keeps: (_ buffer: Int) -> Bool
  ) -> [Instruction<V>] {
    let step = scheduled.step
    let scale = step.writes.count > 1 ? rows(step.writes[1]) : nil
    let normalized = step.writes.count > 2 && keeps(step.writes[2].buffer) ? rows(step.writes[2]) : nil
    return windows(of: step).map { windows in
      Instruction(
        operation: step.operation, width: windows.width, a: windows.a, b: windows.b, y: windows.y, scale: scale ?? windows.y,
        normalized: normalized, step: index, feedsLaterPositions: scheduled.feedsLaterPositions)
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

extension Program {
  /// For each buffer, whether a step reads it.
  fileprivate var buffersRead: [Bool] {
    var isRead = buffers.map { _ in false }
    for scheduled in steps {
      for slot in scheduled.step.reads { isRead[slot.buffer] = true }
    }
    return isRead
  }
}

extension Step.Operation {
  /// Whether it makes a norm's result again.
  fileprivate var isAffine: Bool {
    if case .affine = self { true } else { false }
  }
}
