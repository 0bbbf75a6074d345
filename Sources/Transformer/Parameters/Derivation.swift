/// A tensor computed from parameters before any problem is looked at, such as the token arc.
///
/// Derived values follow the parameters in one flat array of values. Everything here is computed in float64 whatever the
/// engine's precision: it costs next to nothing, once a step.
public enum Derivation: Hashable, Sendable {
  case arc(ArcTable)
  case spiral(SpiralTable)
  case correction(PlaceCorrection)
  case gathered(GatheredRows)
  case scaled(ScaledMatrix)
  case turned(TurnedRows)
  case product(MatrixProduct)
  case frozen(FrozenTable)

  /// How many digit places the spiral has.
  public static let digits = 10

  /// Fills in the derived values.
  func apply<Scalar: BinaryFloatingPoint>(_ values: UnsafeMutablePointer<Scalar>) {
    switch self {
    case .arc(let arc): arc.apply(values)
    case .spiral(let spiral): spiral.apply(values)
    case .correction(let correction): correction.apply(values)
    case .gathered(let rows): rows.apply(values)
    case .scaled(let matrix): matrix.apply(values)
    case .turned(let rows): rows.apply(values)
    case .product(let product): product.apply(values)
    case .frozen(let table): table.apply(values)
    }
  }

  /// Adds the gradient of the derived values to that of the values they came from.
  func pullBack<Scalar: BinaryFloatingPoint>(values: UnsafePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>) {
    switch self {
    case .arc(let arc): arc.pullBack(values: values, gradient: gradient)
    case .spiral(let spiral): spiral.pullBack(values: values, gradient: gradient)
    case .correction(let correction): correction.pullBack(values: values, gradient: gradient)
    case .gathered(let rows): rows.pullBack(gradient: gradient)
    case .scaled(let matrix): matrix.pullBack(values: values, gradient: gradient)
    case .turned(let rows): rows.pullBack(values: values, gradient: gradient)
    case .product(let product): product.pullBack(values: values, gradient: gradient)
    case .frozen: break
    }
  }
}
