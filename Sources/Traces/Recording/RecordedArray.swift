import Lanes
import Transformer

/// One array of a recording: which values of a hook it holds, in which order, and which of them must be finite.
struct RecordedArray: Sendable {
  /// Coordinates of a value within a hook.
  struct Place: Sendable {
    let head, position, feature: Int
  }

  let kind: TraceWriter.Kind
  let hook: HookPoint
  /// The array as the trace describes it.
  let description: TraceHook
  /// The values of a problem, in the array's order.
  let places: [Place]
  /// The same as runs of the hook's own order, in which readers deliver.
  let runs: [Range<Int>]
  /// Runs of the array's order that must be finite: all but what attention's mask hides.
  let finite: [Range<Int>]

  /// - Parameter positions: those that are kept, ascending.
  init(_ kind: TraceWriter.Kind, _ hook: HookPoint, in program: Program, positions: [Int]) {
    let names = hook.dimensionNames
    let sizes = hook.dimensions(positions: program.positions)
    let kept = Set(positions)
    let isTriangle = if case .attention = hook.shape { true } else { false }
    var places: [Place] = []
    var (own, finite): ([Int], [Int]) = ([], [])
    for index in 0..<sizes.reduce(1, *) {
      var (head, position, feature, rest) = (0, 0, 0, index)
      for (name, size) in zip(names, sizes).reversed() {
        switch name {
        case "head": head = rest % size
        case "position", "query": position = rest % size
        default: feature = rest % size
        }
        rest /= size
      }
      guard kept.contains(position) else { continue }
      if !isTriangle || feature <= position { finite.append(places.count) }
      own.append(index)
      places.append(Place(head: head, position: position, feature: feature))
    }
    self.kind = kind
    self.hook = hook
    self.places = places
    runs = Self.runs(own)
    self.finite = Self.runs(finite)
    description = TraceHook(hook, in: program, positions: positions)
  }

  /// Ascending numbers as runs.
  private static func runs(_ numbers: [Int]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for number in numbers {
      if let last = runs.last, last.upperBound == number {
        runs[runs.count - 1] = last.lowerBound..<number + 1
      } else {
        runs.append(number..<number + 1)
      }
    }
    return runs
  }

  /// The arrays of a recording: activations, then gradients.
  static func all(of recording: TraceRecording, in program: Program) -> [RecordedArray] {
    let hooks = recording.hooks ?? program.hooks
    let positions = recording.positions ?? Array(0..<program.positions)
    let activations = hooks.map { RecordedArray(.activation, $0, in: program, positions: positions) }
    guard recording.gradients else { return activations }
    // What cannot be set has no gradient of its own: the scale that a norm computes on the way.
    let settable = hooks.filter { hook in
      (try? program.intervening(with: [Intervention(hook: hook.name, operation: .zero)])) != nil
    }
    return activations + settable.map { RecordedArray(.gradient, $0, in: program, positions: positions) }
  }
}
