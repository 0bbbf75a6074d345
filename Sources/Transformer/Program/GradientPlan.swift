/// How gradients of activations run back through a program: where they are kept, and which steps are the first to write to
/// them.
///
/// A first write overwrites, so nothing has to be cleared before a pass. And where a step only hands its gradient on, as the
/// additions to a residual stream do, all of them can be one place in memory: then it has nothing to do.
struct GradientPlan: Sendable {
  /// The program's steps in the order of the backward pass, without those that have nothing to do.
  let steps: [ReverseStep]
  /// Where each buffer's gradient is kept: a window's first feature in some buffer's memory.
  let homes: [Home]
  /// Homes that must be set to zero before a pass, because some step reads what no step has written.
  let cleared: [Int]

  /// A place in the memory of a buffer.
  struct Home: Hashable, Sendable {
    var buffer: Int
    var first: Int
  }

  /// - Parameter sharesMemory: whether gradients that are sums of the same terms at the end of the pass share their memory.
  ///   What is read at a hook after the pass is then not that hook's gradient, but some of its residual stream's.
  init(_ program: Program, sharesMemory: Bool) {
    let homes = sharesMemory ? Self.sharedHomes(program) : program.buffers.indices.map { Home(buffer: $0, first: 0) }
    var cleared: Set<Int> = []
    while true {
      var scribe = Scribe(program, homes: homes, cleared: cleared)
      let steps = program.steps.reversed().compactMap { scribe.reverse($0) }
      if scribe.unwritten.isEmpty {
        self.steps = steps
        self.homes = homes
        self.cleared = cleared.sorted()
        return
      }
      cleared.formUnion(scribe.unwritten)
    }
  }

  // MARK: Sharing memory

  private static func sharedHomes(_ program: Program) -> [Home] {
    var homes = program.buffers.indices.map { Home(buffer: $0, first: 0) }
    let uses = Uses(program)
    for (index, scheduled) in program.steps.enumerated().reversed() {
      let step = scheduled.step
      switch step.operation {
      case .copy:
        let (x, y) = (step.reads[0], step.writes[0])
        if program.isWhole(x), uses.consumers[x.buffer].allSatisfy({ $0 <= index }) {
          homes[x.buffer] = home(of: y, homes)
        }
      case .add:
        let (stream, branch, y) = (step.reads[0], step.reads[1], step.writes[0])
        // The branch hands nothing else on, and whoever else reads the stream came before the branch was made: going back, all
        // that reads the branch's gradient is done before anything but the sum's is added to the stream's.
        if program.isWhole(stream), program.isWhole(branch), stream.buffer != branch.buffer,
          uses.consumers[branch.buffer] == [index], let made = uses.producers[branch.buffer].first,
          uses.consumers[stream.buffer].allSatisfy({ $0 == index || $0 < made })
        {
          homes[stream.buffer] = home(of: y, homes)
          homes[branch.buffer] = home(of: y, homes)
        }
      default: break
      }
    }
    return homes
  }

  private static func home(of slot: Slot, _ homes: [Home]) -> Home {
    Home(buffer: homes[slot.buffer].buffer, first: homes[slot.buffer].first + slot.first)
  }

  /// Which steps write and read each buffer, in order.
  private struct Uses {
    var producers, consumers: [[Int]]

    init(_ program: Program) {
      producers = program.buffers.map { _ in [] }
      consumers = producers
      for (index, scheduled) in program.steps.enumerated() {
        producers[scheduled.step.output].append(index)
        for input in Set(scheduled.step.reads.map(\.buffer)) { consumers[input].append(index) }
      }
    }
  }
}

/// A step of a backward pass.
struct ReverseStep: Sendable {
  /// The forward step.
  let step: Step
  /// Whether it goes over all positions, or only those that predict an answer.
  let feedsLaterPositions: Bool
  /// For its first and second input, the position from which on the gradient holds something to be added to.
  let addsFrom, secondAddsFrom: Int
}

/// Follows a backward pass and keeps account of what has been written.
private struct Scribe {
  /// How much of a feature's gradient holds something.
  private enum Extent { case nothing, answers, everything }

  let program: Program
  let homes: [GradientPlan.Home]
  /// Homes where a step needed what nobody had written, or only part of what it touches had been.
  private(set) var unwritten: Set<Int> = []
  private var written: [[Extent]]

  init(_ program: Program, homes: [GradientPlan.Home], cleared: Set<Int>) {
    self.program = program
    self.homes = homes
    written = program.buffers.indices.map { buffer in
      let extent: Extent = cleared.contains(buffer) ? .everything : .nothing
      return switch program.buffers[buffer] {
      case .rows(let width): Array(repeating: extent, count: width)
      case .triangles: [extent]
      }
    }
    // The loss overwrites the gradient of the logits.
    mark(program.logits, .answers)
  }

  /// The step's part in the pass, or nil if it only hands on what lies where it belongs.
  mutating func reverse(_ scheduled: ScheduledStep) -> ReverseStep? {
    let step = scheduled.step
    let all = scheduled.feedsLaterPositions
    if case .edit = step.operation { return nil }
    let output = step.writes[0]
    read(output, all)
    let handsOn = step.operation == .copy || step.operation == .add
    if handsOn, step.reads.allSatisfy({ place($0) == place(output) }) { return nil }
    var addsFrom: [Int] = []
    for input in step.reads {
      // Keys and values are reached from every position.
      addsFrom.append(write(input, all || input == step.reachesBack))
    }
    return ReverseStep(
      step: step, feedsLaterPositions: all, addsFrom: addsFrom.first ?? 0, secondAddsFrom: addsFrom.dropFirst().first ?? 0)
  }

  private func place(_ slot: Slot) -> GradientPlan.Home {
    .init(buffer: homes[slot.buffer].buffer, first: homes[slot.buffer].first + slot.first)
  }

  private func extents(_ slot: Slot) -> ArraySlice<Extent> {
    let home = place(slot)
    return written[home.buffer][home.first..<(home.first + slot.width)]
  }

  private mutating func mark(_ slot: Slot, _ extent: Extent) {
    let home = place(slot)
    for feature in home.first..<(home.first + slot.width) { written[home.buffer][feature] = extent }
  }

  private mutating func read(_ slot: Slot, _ all: Bool) {
    let isThere = extents(slot).allSatisfy { $0 == .everything || ($0 == .answers && !all) }
    if !isThere { unwritten.insert(place(slot).buffer) }
  }

  /// Notes a write, and tells from which position on it adds to an earlier one.
  private mutating func write(_ slot: Slot, _ all: Bool) -> Int {
    let before = extents(slot)
    guard let extent = before.first, before.allSatisfy({ $0 == extent }) else {
      unwritten.insert(place(slot).buffer)
      return 0
    }
    switch extent {
    case .nothing:
      mark(slot, all ? .everything : .answers)
      return program.positions
    case .answers:
      if all { mark(slot, .everything) }
      return all ? program.firstAnswerPosition : 0
    case .everything: return 0
    }
  }
}

extension Program {
  /// Whether a slot is all of its buffer.
  fileprivate func isWhole(_ slot: Slot) -> Bool {
    guard case .rows(let width) = buffers[slot.buffer] else { return false }
    return slot.first == 0 && slot.width == width
  }
}
