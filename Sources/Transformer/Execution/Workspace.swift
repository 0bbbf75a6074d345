import Lanes

/// Where a program's buffers begin in the memory of one block, in vectors.
struct WorkspaceLayout {
  let offsets: [Int]
  /// From one position to the next in a buffer of rows; zero for triangles.
  let strides: [Int]
  /// Two vectors of their own after all buffers, which no step writes: what masked attention reads as, zero and minus infinity.
  let zero, minusInfinity: Int

  init(_ program: Program) {
    var offsets: [Int] = []
    var strides: [Int] = []
    var total = 0
    for shape in program.buffers {
      offsets.append(total)
      switch shape {
      case .rows(let width):
        strides.append(Self.stride(width: width))
        total += program.positions * Self.stride(width: width)
      case .triangles(let heads):
        strides.append(0)
        total += heads * Triangle<Lane>.count(positions: program.positions)
      }
    }
    self.offsets = offsets
    self.strides = strides
    (zero, minusInfinity) = (total, total + 1)
  }

  /// A cache finds a place for a line by its address modulo a power of two: positions a power of two apart would crowd into a few
  /// places and drive one another out. Two vectors more, and they spread.
  private static func stride(width: Int) -> Int { width.isMultiple(of: 16) ? width + 2 : width }

  /// Vectors in all.
  var count: Int { minusInfinity + 1 }
}

/// Memory for every buffer of a program, for one block of problems.
final class Workspace<V: LaneVector> {
  let memory: UnsafeMutablePointer<V>
  private let count: Int
  private let bases: [UnsafeMutablePointer<V>]
  private let strides: [Int]
  private let positions: Int

  /// - Parameter homes: buffers that lie in the memory of others.
  init(_ program: Program, homes: [GradientPlan.Home]? = nil) {
    positions = program.positions
    let layout = WorkspaceLayout(program)
    count = layout.count
    let memory = UnsafeMutablePointer<V>.zeros(count)
    memory[layout.minusInfinity] = V(repeating: -.infinity)
    self.memory = memory
    let places = homes ?? program.buffers.indices.map { .init(buffer: $0, first: 0) }
    bases = places.map { memory + layout.offsets[$0.buffer] + $0.first }
    strides = places.map { layout.strides[$0.buffer] }
  }

  deinit { memory.deallocate() }

  /// The window of a slot.
  @inline(__always)
  func rows(_ slot: Slot) -> Rows<V> { Rows(bases[slot.buffer] + slot.first, stride: strides[slot.buffer]) }

  /// One head's scores or pattern.
  @inline(__always)
  func triangle(_ buffer: Int, head: Int) -> Triangle<V> {
    Triangle(bases[buffer] + head * Triangle<V>.count(positions: positions))
  }

  /// One of so many equal parts of a slot: some features, or one head's triangle.
  func window(_ slot: Slot, part: Int, of count: Int) -> Rows<V> {
    isTriangle(slot) ? Rows(triangle(slot.buffer, head: part).base, stride: 0) : rows(slot.part(part, of: count))
  }

  /// Whether a slot is attention, which has no rows.
  func isTriangle(_ slot: Slot) -> Bool { strides[slot.buffer] == 0 }

  /// Sets a buffer to zero.
  func clear(_ buffer: Int, of program: Program) {
    let size =
      switch program.buffers[buffer] {
      case .rows: positions * strides[buffer]
      case .triangles(let heads): heads * Triangle<V>.count(positions: positions)
      }
    bases[buffer].update(repeating: .zero, count: size)
  }

  func value(_ hook: HookPoint, lane: Int, head: Int, position: Int, feature: Int) -> V.Scalar {
    switch hook.shape {
    case .features: bases[hook.buffer][position * strides[hook.buffer] + feature][lane]
    case .headFeatures(_, let width):
      bases[hook.buffer][position * strides[hook.buffer] + head * width + feature][lane]
    case .attention(_, let masked):
      feature > position ? V.Scalar(masked) : triangle(hook.buffer, head: head)[position][feature][lane]
    }
  }

  func copy(_ hook: HookPoint, lane: Int, to output: UnsafeMutablePointer<Float>) {
    for head in 0..<(hook.heads ?? 1) {
      for position in 0..<positions {
        for feature in 0..<hook.features(positions: positions) {
          output[hook.index(head: head, position: position, feature: feature, positions: positions)] = Float(
            value(hook, lane: lane, head: head, position: position, feature: feature))
        }
      }
    }
  }
}
