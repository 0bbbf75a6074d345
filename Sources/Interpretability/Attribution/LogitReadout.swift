import Addition
import Lanes
import Transformer

/// What a model makes of the last residual vector: its final norm, and the affine map from there to the logits, whatever weights it
/// is computed from.
///
/// The map is found by running the model's last steps, in float64, on zero and on every unit vector in place of the normalized residual.
struct LogitReadout: Sendable {
  /// The norm; nil for a model without one before the unembedding.
  let norm: Norm?
  /// The residual stream's width.
  let width: Int
  /// The logits of a normalized residual of zero.
  let constant: [Double]
  /// What each normalized feature adds to each logit, `[token][feature]`.
  let rows: [[Double]]

  init(_ model: Model) throws(AnalysisError) {
    let program = model.program
    let last = "blocks.\(program.architecture.layers - 1).hook_resid_post"
    guard let hook = program.hook("ln_final.hook_normalized") ?? program.hook(last) else { throw .noHook(last) }
    let (width, positions) = (program.architecture.residual.width, program.positions)
    let weights = WeightStore<Double>(program, parameters: model.weights.map(Double.init))
    func logits(_ feature: Int?) throws(AnalysisError) -> [Double] {
      var values = [Float](repeating: 0, count: positions * width)
      if let feature { for position in 0..<positions { values[position * width + feature] = 1 } }
      do throws(InterventionError) {
        let changed = try program.intervening(with: [Intervention(hook: hook.name, operation: .values(values))])
        let pass = Pass<ExactLane>(changed)
        pass.load(count: 1) { _ in ProblemSuite.adderBoard[0] }
        pass.forward(weights)
        return (0..<program.architecture.format.vocabularySize).map { pass.logits(at: positions - 1)[$0][0] }
      } catch { throw .intervention(error) }
    }
    let constant = try logits(nil)
    var columns: [[Double]] = []
    for feature in 0..<width { columns.append(zip(try logits(feature), constant).map(-)) }
    norm = hook.name == last ? nil : program.architecture.norm
    self.width = width
    self.constant = constant
    rows = constant.indices.map { token in columns.map { $0[token] } }
    guard constant.allSatisfy(\.isFinite), rows.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      throw .notFinite(quantity: "the unembedding")
    }
  }

  /// What the norm divides a residual vector by; 1 without a norm.
  func scale(of x: [Double]) -> Double {
    guard let norm else { return 1 }
    let mean = norm.kind == .layer ? x.reduce(0, +) / Double(width) : 0
    let square = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
    return (square + norm.epsilon).squareRoot()
  }

  /// The logits of a residual vector, as if it were the last one: the logit lens (nostalgebraist 2020).
  func logits(of x: [Double]) -> [Double] {
    let (scale, mean) = (scale(of: x), norm?.kind == .layer ? x.reduce(0, +) / Double(width) : 0)
    return zip(constant, rows).map { constant, row in
      constant + zip(row, x).reduce(0) { $0 + $1.0 * ($1.1 - mean) } / scale
    }
  }

  /// The direction in the residual stream whose product with what a component writes is its share in a difference of two logits, the
  /// norm's scale being what it is.
  func direction(_ token: Int, over other: Int, scale: Double) -> [Double] {
    let difference = zip(rows[token], rows[other]).map(-)
    let mean = norm?.kind == .layer ? difference.reduce(0, +) / Double(width) : 0
    return difference.map { ($0 - mean) / scale }
  }
}
