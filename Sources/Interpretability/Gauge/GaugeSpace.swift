import Transformer

/// The null spaces of a model's Jacobians, known freedoms first.
struct GaugeSpace {
  struct Direction {
    let kind: GaugeStudy.Kind
    let names: [GaugeName]
    /// In units of effect, of length one.
    let vector: [Double]
    let residual: Double
    let holds: Bool
  }

  /// The lengths of the Jacobian's columns: 1 for numbers that no answer reads.
  let lengths: [Double]
  /// The indices of numbers that no answer reads.
  let unread: [Int]
  let spectra: [GaugeStudy.Spectrum]
  let directions: [Direction]

  init(_ model: Model, _ jacobian: LogitJacobian, tolerance: Double) throws(AnalysisError) {
    let count = jacobian.exact.columns
    let columns = (0..<count).map { column in (0..<count).map { jacobian.exact[$0, column] }.length }
    let largest = columns.max() ?? 0
    // What rounding leaves of a column of zeros is below this.
    let read = columns.map { $0 > 1e-14 * largest }
    unread = read.indices.filter { !read[$0] }
    lengths = zip(columns, read).map { $1 ? $0 : 1 }
    let reached = read.indices.filter { read[$0] }
    let weights = EffectiveWeights(model)
    let tangents = try GaugeGenerators(weights).vectors
    let effects = zip(columns, read).map { $1 ? $0 : 0 }

    var spectra: [GaugeStudy.Spectrum] = []
    var (directions, explained): ([Direction], [[Double]]) = ([], [])
    for kind in GaugeStudy.Kind.allCases {
      let scaled = Self.scaled(kind == .exact ? jacobian.exact : jacobian.scale, lengths, read)
      let allowed = kind == .exact ? tangents.filter { !$0.key.isScale(of: model.architecture) } : tangents
      let values = try SingularValueDecomposition(scaled).singularValues.prefix(reached.count)
      let greatest = values.first ?? 0
      let relative = values.map { greatest > 0 ? $0 / greatest : 0 }
      let rank = relative.count { $0 > tolerance }
      spectra.append(.init(kind: kind, singularValues: Array(relative), rank: rank, free: count - rank))
      func add(_ names: [GaugeName], _ vector: [Double], _ length: Double) {
        let new = NullSpace.without([vector], explained)[0]
        guard new.length > 1e-6, let axis = new.unit else { return }
        let residual = greatest > 0 ? length / greatest : 0
        let holds = residual <= tolerance
        // What breaks was told once.
        if !holds, directions.contains(where: { !$0.holds && $0.names == names }) { return }
        directions.append(Direction(kind: kind, names: names, vector: vector, residual: residual, holds: holds))
        if holds { explained.append(axis) }
      }
      let known = try KnownDirections(weights, allowed, lengths: effects, scaled, limit: tolerance * greatest)
      for direction in known.directions { add(direction.names, direction.vector, direction.residual) }
      // What is free beside: the null space without what has a name. Of what has one, rounding leaves little.
      let null = try NullSpace.basis(of: scaled, tolerance: tolerance)
      let unreadAxes = unread.map { index in (0..<count).map { $0 == index ? 1.0 : 0 } }
      let free = NullSpace.without(null, unreadAxes).filter { $0.length > 0.5 }
      let rest = NullSpace.without(free, explained)
      let nameless = try NullSpace.parts(of: rest, limit: 0.1).beyond.map { mix in
        (0..<count).map { index in rest.indices.reduce(0) { $0 + mix[$1] * rest[$1][index] } }
      }
      for vector in NullSpace.sparse(nameless) { add([], vector, scaled.times(vector).length) }
    }
    self.spectra = spectra
    self.directions = directions
  }

  /// Every column in units of its effect; what no answer reads, zero.
  private static func scaled(_ matrix: RealMatrix, _ lengths: [Double], _ read: [Bool]) -> RealMatrix {
    var values = matrix.values
    for row in 0..<matrix.rows {
      for column in 0..<matrix.columns {
        let index = row * matrix.columns + column
        values[index] = read[column] ? values[index] / lengths[column] : 0
      }
    }
    return RealMatrix(rows: matrix.rows, columns: matrix.columns, values: values)
  }
}
