import Lanes

/// Reads one hook's activations of a whole block out of a pass, turning lanes into arrays.
///
/// A pass keeps a problem in every lane of `[position][feature]` vectors; recording wants
/// problem after problem. Which vector holds which value is worked out once, so that reading is one loop for
/// every shape. A value: several threads may use one reader on passes of their own.
public struct ActivationReader: Sendable {
  /// The hook that is read.
  public let hook: HookPoint
  /// The numbers of one problem: heads times positions times features.
  public let valuesPerProblem: Int
  /// Where in the pass's memory each of them stands, in the order of the output.
  private let places: [Int32]

  /// Prepares to read a hook of passes through a program.
  ///
  /// - Precondition: the hook is one of the program's.
  public init(_ hook: HookPoint, in program: Program) {
    check(program.hooks.contains(hook), "\(hook.name) is a hook of another program")
    let layout = WorkspaceLayout(program)
    let (positions, base, stride) = (program.positions, layout.offsets[hook.buffer], layout.strides[hook.buffer])
    var places = [Int32](repeating: 0, count: hook.dimensions(positions: positions).reduce(1, *))
    for head in 0..<(hook.heads ?? 1) {
      for position in 0..<positions {
        for feature in 0..<hook.features(positions: positions) {
          let place =
            switch hook.shape {
            case .features: base + position * stride + feature
            case .headFeatures(_, let width): base + position * stride + head * width + feature
            case .attention(_, let masked) where feature > position: masked == 0 ? layout.zero : layout.minusInfinity
            case .attention:
              base + head * Triangle<Lane>.count(positions: positions) + Triangle<Lane>.count(positions: position) + feature
            }
          places[hook.index(head: head, position: position, feature: feature, positions: positions)] = Int32(place)
        }
      }
    }
    self.hook = hook
    self.places = places
    valuesPerProblem = places.count
  }

  /// Writes the activations of the pass's problems, each laid out as `HookPoint.dimensions`.
  ///
  /// - Precondition: the pass is of the reader's program, and `output` has room for `pass.count * valuesPerProblem` numbers.
  public func copy(from pass: Pass<Lane>, to output: UnsafeMutablePointer<Float>) {
    let lanes = UnsafeRawPointer(pass.activations.memory).assumingMemoryBound(to: Float.self)
    let count = valuesPerProblem
    places.withUnsafeBufferPointer { places in
      for lane in 0..<pass.count {
        let values = output + lane * count
        // One lane after the other: the block stays in the nearest cache, and the output is written from front to back.
        for index in 0..<count { values[index] = lanes[Int(places[index]) &* Lane.laneCount &+ lane] }
      }
    }
  }
}
