import Addition
import Transformer

/// Looks for the direction whose interchange makes the model answer with the other problem's carry.
///
/// Starts at the difference between the means of activations with and without a carry, and at the same difference corrected for the
/// covariance within both classes and every place (Fisher's discriminant); then takes steps along the principal axes of the activations, forth
/// and back, always the one that most lowers the loss of the expected digits, and halves them when none does. Nothing in it is random.
struct AlignmentSearch {
  let model: Model
  let site: AlignmentSite
  let sample: InterchangeSample
  let threads: Int

  /// Axes along which steps are taken.
  private static let mostAxes = 16
  /// Steps of every length.
  private static let roundsPerStep = 6
  private static let steps = [0.5, 0.25, 0.12, 0.06]

  /// - Returns: nil where the activations are all the same.
  func direction() throws(AnalysisError) -> [Double]? {
    let problems = sample.trials.flatMap { [(problem: $0.base, place: $0.place), (problem: $0.source, place: $0.place)] }
    let vectors = site.activations(of: model, at: problems, threads: threads)
    guard vectors.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { throw .notFinite(quantity: site.hook.name) }
    let labels = problems.map { (place: $0.place, carry: Carries($0.problem).carryIn($0.place)) }
    let centered = Self.centered(vectors, labels.map(\.place))
    let means = [false, true].map { carry in
      Self.mean(zip(centered, labels).filter { $0.1.carry == carry }.map(\.0), width: site.width)
    }
    let difference = zip(means[1], means[0]).map { $0 - $1 }
    let axes = try PrincipalComponents(centered).axes.prefix(Self.mostAxes)
    let starts = [difference, Self.discriminant(centered, labels.map(\.carry), means, axes: Array(axes))].compactMap(Self.unit)
    guard !starts.isEmpty else { return nil }
    var best = try lowest(of: starts)
    for step in Self.steps {
      for _ in 0..<Self.roundsPerStep {
        let tried = axes.flatMap { axis in
          [step, -step].compactMap { length in Self.unit(zip(best.direction, axis).map { $0 + length * $1 }) }
        }
        let candidate = try lowest(of: tried)
        guard candidate.loss < best.loss else { break }
        best = candidate
      }
    }
    return best.direction
  }

  private func lowest(of directions: [[Double]]) throws(AnalysisError) -> (direction: [Double], loss: Double) {
    var states: [[Program]] = []
    for direction in directions {
      var programs: [Program] = []
      for place in sample.places {
        programs.append(try site.interchanging(direction, in: model.program, place: place))
      }
      states.append(programs)
    }
    let outcomes = InterchangeMeasurer(model: model, sample: sample, threads: threads).measure(states).states
    var best = (direction: directions[0], loss: Double.infinity)
    for (direction, outcome) in zip(directions, outcomes) where outcome.loss < best.loss { best = (direction, outcome.loss) }
    return best
  }

  // MARK: Vectors

  /// Each vector less the mean of its place: what is left does not tell the position.
  private static func centered(_ vectors: [[Double]], _ places: [Int]) -> [[Double]] {
    let width = vectors.first?.count ?? 0
    let means = Dictionary(grouping: zip(places, vectors), by: \.0).mapValues { mean($0.map(\.1), width: width) }
    return zip(vectors, places).map { vector, place in zip(vector, means[place] ?? vector).map { $0 - $1 } }
  }

  private static func mean(_ vectors: [[Double]], width: Int) -> [Double] {
    (0..<width).map { d in vectors.reduce(0) { $0 + $1[d] } / Double(max(1, vectors.count)) }
  }

  /// The vector of length one; nil where there is none.
  static func unit(_ vector: [Double]) -> [Double]? {
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 1e-12 && length.isFinite ? vector.map { $0 / length } : nil
  }

  /// Fisher's discriminant within some axes: the difference of means divided by the variance within the classes, axis by axis of the
  /// activations' principal ones.
  private static func discriminant(_ vectors: [[Double]], _ carries: [Bool], _ means: [[Double]], axes: [[Double]]) -> [Double] {
    var direction = [Double](repeating: 0, count: means[0].count)
    for axis in axes {
      func along(_ vector: [Double]) -> Double { zip(vector, axis).reduce(0) { $0 + $1.0 * $1.1 } }
      let levels = means.map(along)
      let variance = zip(vectors, carries).reduce(0) { sum, item in
        let distance = along(item.0) - levels[item.1 ? 1 : 0]
        return sum + distance * distance
      }
      guard variance > 1e-9 else { continue }
      let weight = (levels[1] - levels[0]) / (variance / Double(vectors.count))
      for d in direction.indices { direction[d] += weight * axis[d] }
    }
    return direction
  }
}
