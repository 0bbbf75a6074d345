import Addition
import Lanes
import Transformer

/// The activations of some consecutive problems at every recorded hook, as they go to the file.
///
/// A slab belongs to one thread, which fills it again and again.
final class Slab {
  private let readers: [ActivationReader]
  private let values: [UnsafeMutablePointer<Float>]

  init(_ readers: [ActivationReader], problems: Int) {
    self.readers = readers
    values = readers.map {
      let count = $0.valuesPerProblem * problems
      let values = UnsafeMutablePointer<Float>.allocate(capacity: count)
      values.initialize(repeating: 0, count: count)
      return values
    }
  }

  deinit {
    for values in values { values.deallocate() }
  }

  /// Runs the problems, a block at a time.
  func compute(_ problems: Slice<ProblemSuite>, _ pass: Pass<Lane>, _ weights: WeightStore<Float>) {
    for first in stride(from: 0, to: problems.count, by: Lane.laneCount) {
      pass.load(problems.dropFirst(first).prefix(Lane.laneCount))
      pass.forward(weights)
      for (reader, values) in zip(readers, values) {
        reader.copy(from: pass, to: values + first * reader.valuesPerProblem)
      }
    }
  }

  /// Calls `body` with every hook's name and its values of the problems computed last, `[problem, ...]`.
  func forEachHook(
    _ problems: Range<Int>, _ body: (_ hook: String, _ values: Span<Float>) throws(TraceError) -> Void
  ) throws(TraceError) {
    for (reader, values) in zip(readers, values) {
      try body(reader.hook.name, Span(_unsafeStart: UnsafePointer(values), count: reader.valuesPerProblem * problems.count))
    }
  }
}
