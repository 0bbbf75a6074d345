import Lanes

/// The weights of a program in the form its interpreters read: parameters, values derived from them, and every linear
/// step's matrix packed both ways round.
///
/// One owner refreshes it between passes; any number of threads may read it while nobody does.
public final class WeightStore<Scalar: BinaryFloatingPoint & SIMDScalar & Sendable>: @unchecked Sendable {
  /// Parameters, then derived values.
  let values: UnsafeMutablePointer<Scalar>
  /// Every linear step's matrix and its transpose, in the order in which `Linear.apply` reads them.
  let packed: UnsafeMutablePointer<Scalar>
  private let program: Program

  /// Takes the parameters' values, in the table's order.
  ///
  /// - Precondition: `parameters.count == program.parameters.count`.
  public init(_ program: Program, parameters: [Scalar]) {
    check(parameters.count == program.parameters.count, "there is one value for each parameter of the program")
    self.program = program
    values = .allocate(capacity: program.valueCount)
    values.initialize(repeating: 0, count: program.valueCount)
    packed = .allocate(capacity: max(program.packedCount, 1))
    packed.initialize(repeating: 0, count: max(program.packedCount, 1))
    update { _ = $0.update(from: parameters) }
  }

  deinit {
    values.deallocate()
    packed.deallocate()
  }

  /// Changes the parameters in place, then brings everything derived from them up to date.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func update(_ change: (UnsafeMutableBufferPointer<Scalar>) -> Void) {
    change(UnsafeMutableBufferPointer(start: values, count: program.parameters.count))
    for derivation in program.derivations { derivation.apply(values) }
    for scheduled in program.steps {
      guard case .linear(let matrix, _, let place) = scheduled.step.operation else { continue }
      Linear.pack(matrix, of: values, into: packed + place)
      Linear.pack(matrix.transposed, of: values, into: packed + place + matrix.inputs * matrix.outputs)
    }
  }

  /// The parameters' values, in the table's order.
  public var parameters: [Scalar] { Array(UnsafeBufferPointer(start: values, count: program.parameters.count)) }

  /// Parameters, then derived values, as the interpreters read them.
  package var allValues: [Scalar] { Array(UnsafeBufferPointer(start: values, count: program.valueCount)) }

  /// Adds the gradient of derived values to that of the parameters they came from, last derived first.
  ///
  /// - Parameter gradient: as many entries as the program has parameters and derived values.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func pullBack(_ gradient: UnsafeMutablePointer<Scalar>) {
    for derivation in program.derivations.reversed() { derivation.pullBack(values: values, gradient: gradient) }
  }
}
