import Lanes
import Transformer

/// Reads an array's values of a block out of a pass, into the bytes of a trace. Belongs to one thread.
final class ArrayReader<V: LaneVector> {
  private let array: RecordedArray
  private let precision: TracePrecision
  /// Reads float32 activations, fast; nil for others.
  private let fast: ActivationReader?
  /// Whether what the fast reader delivers is what the file gets.
  private let isDirect: Bool
  private var floats: [Float] = []
  private var numbers: [V.Scalar] = []

  init(_ array: RecordedArray, in program: Program, _ precision: TracePrecision) {
    self.array = array
    self.precision = precision
    fast = V.self == Lane.self && array.kind == .activation ? ActivationReader(array.hook, in: program) : nil
    isDirect = precision == .float32 && fast?.valuesPerProblem == array.places.count
    if let fast, !isDirect { floats = [Float](repeating: 0, count: fast.valuesPerProblem * V.laneCount) }
    if fast == nil { numbers = [V.Scalar](repeating: 0, count: array.places.count) }
  }

  /// Bytes of one problem.
  var rowBytes: Int { array.places.count * precision.elementType.size }

  /// Writes the values of the pass's problems, a row each.
  func read(_ pass: Pass<V>, into rows: UnsafeMutableRawBufferPointer) {
    if let fast, let pass = pass as? Pass<Lane> {
      readFast(fast, pass, rows)
    } else {
      for lane in 0..<pass.count { readSlowly(pass, lane, row(lane, rows)) }
    }
  }

  private func row(_ lane: Int, _ rows: UnsafeMutableRawBufferPointer) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: rows[lane * rowBytes..<(lane + 1) * rowBytes])
  }

  private func readFast(_ reader: ActivationReader, _ pass: Pass<Lane>, _ rows: UnsafeMutableRawBufferPointer) {
    guard !isDirect else {
      if let start = rows.baseAddress { reader.copy(from: pass, to: start.assumingMemoryBound(to: Float.self)) }
      return
    }
    floats.withUnsafeMutableBufferPointer { floats in
      guard let start = floats.baseAddress else { return }
      reader.copy(from: pass, to: start)
      for lane in 0..<pass.count {
        var offset = 0
        for run in array.runs {
          let values = UnsafeBufferPointer(start: start + lane * reader.valuesPerProblem + run.lowerBound, count: run.count)
          precision.store(values, to: UnsafeMutableRawBufferPointer(rebasing: row(lane, rows)[offset...]))
          offset += run.count * precision.elementType.size
        }
      }
    }
  }

  private func readSlowly(_ pass: Pass<V>, _ lane: Int, _ row: UnsafeMutableRawBufferPointer) {
    let hook = array.hook
    for (index, place) in array.places.enumerated() {
      numbers[index] =
        array.kind == .activation
        ? pass.activation(hook, lane: lane, head: place.head, position: place.position, feature: place.feature)
        : pass.gradient(hook, lane: lane, head: place.head, position: place.position, feature: place.feature)
    }
    numbers.withUnsafeBufferPointer { precision.store($0, to: row) }
  }
}
