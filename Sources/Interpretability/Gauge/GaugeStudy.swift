import Addition
import Transformer

/// What a researcher may take from a model next: directions in the space of its learned numbers that change no answer, tensors that
/// are nearly tied, and what every number is worth.
///
/// The directions are the null space of the Jacobian of the answers' logits (teacher-forced, in float64), found by the singular
/// values of its triangular factor; each column is divided by its length, so that numbers are measured by their effect. A direction
/// is *exact* where no logit changes but for what a softmax does not see, and of *scale* where every position's logits are only
/// multiplied. It bears a name only if the tangent of that freedom lies in the null space to the stated tolerance.
public struct GaugeStudy: Encodable, Sendable {
  /// What stays the same along a direction.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// All logits, but for one number added to all of a position.
    case exact
    /// The order of the logits of every position, which are only multiplied.
    case scale
  }

  /// The singular values of a Jacobian.
  public struct Spectrum: Encodable, Hashable, Sendable {
    /// What is taken out of it.
    public let kind: Kind
    /// Descending, in parts of the greatest; one for each number that any answer reads.
    public let singularValues: [Double]
    /// Those above the tolerance.
    public let rank: Int
    /// Learned numbers less the rank: freedoms, numbers that no answer reads among them.
    public let free: Int
  }

  /// One learned number.
  public struct Number: Encodable, Hashable, Sendable {
    /// The tensor's name.
    public let tensor: String
    /// Its index there, one for each dimension.
    public let indices: [Int]

    /// Such as `blocks.0.ln1.weight[3]`, as `--set` reads it.
    public var text: String { tensor + (indices.isEmpty ? "" : "[\(indices.map { "\($0)" }.joined(separator: ", "))]") }
  }

  /// A number's part in a direction.
  public struct Component: Encodable, Hashable, Sendable {
    /// Which number.
    public let number: Number
    /// By how much it moves.
    public let change: Double
    /// Its share of the squared movement, measured by effect.
    public let share: Double
  }

  /// A direction that changes no answer.
  public struct Direction: Encodable, Hashable, Sendable {
    /// What stays.
    public let kind: Kind
    /// The freedoms that it is made of; empty where it is none that is known.
    public let names: [GaugeName]
    /// The length of its image in parts of the greatest singular value: at most the tolerance where it holds.
    public let residual: Double
    /// Whether the residual is within the tolerance. A known freedom need not: an epsilon may break it.
    public let holds: Bool
    /// The numbers that it moves, the greatest share first.
    public let components: [Component]

    /// The tensors that it moves, and their shares.
    public var tensors: [(name: String, share: Double)] {
      let shares = Dictionary(components.map { ($0.number.tensor, $0.share) }) { $0 + $1 }
      return shares.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map { ($0.key, $0.value) }
    }
  }

  /// The problems.
  public let source: ProblemSource
  /// Those that the model has right.
  public let accuracy: Proportion
  /// Learned numbers.
  public let learned: Int
  /// Below this part of the greatest one, a singular value counts as zero.
  public let tolerance: Double
  /// Of both kinds.
  public let spectra: [Spectrum]
  /// Numbers that no answer reads.
  public let unread: [Number]
  /// Known freedoms, then what is free without a name.
  public let directions: [Direction]
  /// Tensors, rows and columns that are nearly the same.
  public let ties: NearTies
  /// What every number is worth.
  public let numbers: NumberEffects

  /// The most learned numbers that are taken: a matrix has as many rows and columns.
  public static let mostNumbers = 2000

  /// - Parameters:
  ///   - tolerance: a positive number below 1.
  ///   - seed: of the weights by which ties of the architecture are told from others.
  ///   - progress: told how many problems, and then numbers, are done.
  /// - Throws: `AnalysisError.noProblems`, `.notFinite` for a diverged model, `.numerical` if LAPACK gives up, `.plan` for a model
  ///   with interventions or too many numbers.
  public init(
    _ model: Model, on problems: ProblemSuite = .carry(count: 110), tolerance: Double = 1e-8, seed: UInt64 = 1, threads: Int = 1,
    progress: StudyProgress = { _, _ in }
  ) throws(AnalysisError) {
    try problems.requireProblems()
    let table = model.program.parameters
    guard table.learnableCount <= Self.mostNumbers else {
      throw .plan(
        "gauges are sought among at most \(grouped(Self.mostNumbers)) learned numbers, and the model has "
          + "\(grouped(table.learnableCount))")
    }
    guard !model.program.isIntervened else {
      throw .plan("gauges are sought in models without interventions: they have no backward pass")
    }
    let jacobian = try LogitJacobian(model, on: problems, threads: threads, progress: progress)
    source = problems.source
    accuracy = jacobian.rightAnswers
    (learned, self.tolerance) = (table.learnableCount, tolerance)
    let space = try GaugeSpace(model, jacobian, tolerance: tolerance)
    let names = table.learnedNumbers
    unread = space.unread.map { names[$0] }
    spectra = space.spectra
    directions = space.directions.map { Direction($0, names, space.lengths) }
    ties = try NearTies(model, seed: seed)
    numbers = NumberEffects(model, names, on: problems, threads: threads)
  }
}

extension GaugeStudy.Direction {
  fileprivate init(_ found: GaugeSpace.Direction, _ names: [GaugeStudy.Number], _ lengths: [Double]) {
    (kind, self.names, residual, holds) = (found.kind, found.names, found.residual, found.holds)
    components = found.vector.indices.filter { found.vector[$0] != 0 }
      .sorted { (abs(found.vector[$0]), $1) > (abs(found.vector[$1]), $0) }
      .map { index in
        let change = found.vector[index] / lengths[index]
        return .init(number: names[index], change: change, share: found.vector[index] * found.vector[index])
      }
  }
}

extension ParameterTable {
  /// The learned numbers in order, each by its tensor and its place there.
  var learnedNumbers: [GaugeStudy.Number] {
    parameters.filter(\.isTrainable).flatMap { parameter in
      (0..<parameter.count).map { place in
        var (rest, indices) = (place, [Int]())
        for size in parameter.shape.reversed() {
          indices.insert(rest % size, at: 0)
          rest /= size
        }
        return GaugeStudy.Number(tensor: parameter.name, indices: indices)
      }
    }
  }
}
