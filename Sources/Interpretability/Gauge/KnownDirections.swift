import Transformer

/// The directions of learned numbers that known freedoms allow: those whose effect on the effective weights is a combination of
/// the freedoms' tangents. Ties and derived matrices leave of a freedom only what they can follow.
struct KnownDirections {
  /// A direction and the freedoms that it takes, as few as can be.
  struct Direction {
    let names: [GaugeName]
    /// In units of effect, of length one.
    let vector: [Double]
    /// The length of its image under the Jacobian.
    let residual: Double
  }

  private(set) var directions: [Direction] = []

  /// - Parameters:
  ///   - tangents: the freedoms, by name.
  ///   - lengths: by how much a step of one of each learned number changes the logits: directions are compared in these units.
  ///   - jacobian: in these units.
  ///   - limit: the longest image of a direction that holds. Those that hold are found first: a sum of two that do not may.
  init(
    _ weights: EffectiveWeights, _ tangents: [GaugeName: [[Double]]], lengths: [Double], _ jacobian: RealMatrix, limit: Double
  ) throws(AnalysisError) {
    let names = GaugeName.allCases.filter { tangents[$0] != nil }
    let all = try Self.solutions(weights, names.flatMap { tangents[$0] ?? [] })
    guard !all.isEmpty else { return }
    // In units of effect, and of length one. What moves only numbers that no answer reads is left out.
    let svd = try SingularValueDecomposition(RealMatrix(all.map { vector in zip(vector, lengths).map { $0 * $1 } }))
    let greatest = svd.singularValues.first ?? 0
    let kept = svd.singularValues.indices.filter { svd.singularValues[$0] > 1e-11 * greatest }
    let basis = kept.map(svd.vTransposed.row)
    guard !basis.isEmpty else { return }
    let images = kept.map { k in
      let whole = lengths.indices.map { index in
        all.indices.reduce(0) { $0 + svd.u[$1, k] * all[$1][index] } / svd.singularValues[k]
      }
      return weights.derivatives.times(whole)
    }
    let size = images.map(\.length).max() ?? 0
    var spans: [GaugeName: [[Double]]] = [:]
    for name in names { spans[name] = try NullSpace.span(tangents[name] ?? []) }
    /// Of many freedoms, those that a direction cannot do without.
    func fewest(_ names: [GaugeName], _ candidate: [Double]) throws(AnalysisError) -> [GaugeName] {
      guard names.count > 3 else { return names }
      var image = [Double](repeating: 0, count: weights.count)
      for (axis, part) in zip(basis, images) {
        let overlap = axis.dot(candidate)
        for row in image.indices { image[row] += overlap * part[row] }
      }
      var kept = names
      for name in names.reversed() {
        let rest = kept.filter { $0 != name }
        let span = try NullSpace.span(rest.flatMap { spans[$0] ?? [] })
        if NullSpace.without([image], span)[0].length <= 1e-8 * image.length { kept = rest }
      }
      return kept
    }
    func mixed(_ mix: [Double], _ vectors: [[Double]]) -> [Double] {
      vectors[0].indices.map { index in vectors.indices.reduce(0) { $0 + mix[$1] * vectors[$1][index] } }
    }
    let effects = basis.map(jacobian.times)
    let held = try NullSpace.parts(of: effects, limit: limit).within.count
    var found: [[Double]] = []
    let subsets = Self.subsets(of: names)
    for wantsHeld in [true, false] {
      let target = wantsHeld ? held : basis.count
      // Of what breaks it is enough to know what it is made of at the simplest.
      for subset in subsets where found.count < target && (wantsHeld || subset.count != 3) {
        // What these freedoms explain: the combinations of the basis whose images they span.
        let span = try NullSpace.span(subset.flatMap { spans[$0] ?? [] })
        let mixes = try NullSpace.parts(of: NullSpace.without(images, span), limit: 1e-9 * size).within
        guard !mixes.isEmpty else { continue }
        let split = try NullSpace.parts(of: mixes.map { mixed($0, effects) }, limit: limit)
        let chosen = wantsHeld ? split.within : split.beyond
        for candidate in NullSpace.sparse(chosen.map { mixed(mixed($0, mixes), basis) }) {
          let new = NullSpace.without([candidate], found)[0]
          guard new.length > 1e-6, let axis = new.unit else { continue }
          found.append(axis)
          directions.append(
            Direction(
              names: subset.isEmpty ? [.withinMatrix] : try fewest(subset, candidate), vector: candidate,
              residual: jacobian.times(candidate).length))
        }
      }
    }
  }

  /// Learned directions whose images the tangents span: the null space of `[derivatives, -tangents]`, its first part.
  private static func solutions(_ weights: EffectiveWeights, _ tangents: [[Double]]) throws(AnalysisError) -> [[Double]] {
    let (rows, learned) = (weights.count, weights.derivatives.columns)
    let sizes = (0..<learned).map { column in
      (0..<rows).reduce(0) { $0 + weights.derivatives[$1, column] * weights.derivatives[$1, column] }.squareRoot()
    }
    var values: [Double] = []
    values.reserveCapacity(rows * (learned + tangents.count))
    for row in 0..<rows {
      for column in 0..<learned {
        values.append(sizes[column] > 0 ? weights.derivatives[row, column] / sizes[column] : 0)
      }
      for tangent in tangents { values.append(-tangent[row]) }
    }
    let matrix = RealMatrix(rows: rows, columns: learned + tangents.count, values: values)
    let vectors = try NullSpace.basis(of: matrix, tolerance: 1e-10).map { vector in
      (0..<learned).map { sizes[$0] > 0 ? vector[$0] / sizes[$0] : vector[$0] }
    }
    // Tangents that cancel among themselves move nothing.
    return vectors.filter { vector in zip(vector, sizes).contains { abs($0 * max($1, 1)) > 1e-9 } }
  }

  /// Nothing, each name alone, pairs, threes, and all.
  private static func subsets(of names: [GaugeName]) -> [[GaugeName]] {
    let indices = names.indices
    let pairs = indices.flatMap { a in names[(a + 1)...].map { [names[a], $0] } }
    let threes = indices.flatMap { a in
      names.indices.dropFirst(a + 1).flatMap { b in names[(b + 1)...].map { [names[a], names[b], $0] } }
    }
    return [[]] + names.map { [$0] } + pairs + threes + [names]
  }
}
