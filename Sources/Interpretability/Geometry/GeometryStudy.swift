import Addition
import Transformer

/// What a model's vectors and weights look like before anything is taken out: the circle of the digits, spectra over digits and
/// places, principal components, the circuits of heads, what weights read and write, and where queries and keys lie.
public struct GeometryStudy: Codable, Hashable, Sendable {
  /// Vectors in a row, and their spectrum.
  public struct Spectrum: Codable, Hashable, Sendable {
    /// `digits`, or `X`, `Y` or `Z` for the places 0...9 of one of the numbers.
    public let row: String
    /// The spectrum over the row.
    public let spectrum: FourierSpectrum
  }

  /// The problems that queries, keys and scores are averaged over; all else follows from the weights alone.
  public let source: ProblemSource
  /// The draws of every null distribution.
  public let draws: Int
  /// The seed of null distributions and of bootstrap samples.
  public let seed: UInt64
  /// The ten digits' vectors, their principal components and the circle in their plane.
  public let tokens: TokenGeometry
  /// The circle against chance; nil where the digits lie on a line.
  public let circle: CircleTest?
  /// Of the digits' vectors, and of the position vectors over the places of X, Y and Z where a model has some.
  public let spectra: [Spectrum]
  /// A label for every position.
  public let positionLabels: [String]
  /// The principal components of all positions' vectors; nil for a model without.
  public let positions: PrincipalComponents?
  /// What every head does to the residual stream.
  public let circuits: [HeadCircuits]
  /// What weights read and write.
  public let energy: StreamEnergy
  /// Where every head's queries and keys lie.
  public let queryKey: [QueryKeySpace]

  /// - Parameters:
  ///   - problems: run teacher-forced.
  ///   - draws: of every null distribution, at least one.
  ///   - progress: told how many problems have been run.
  /// - Throws: `AnalysisError.noProblems`, `.notFinite` for a diverged model, `.numerical` if LAPACK gives up.
  public init(
    _ model: Model, on problems: ProblemSuite = .carry(), draws: Int = 1000, seed: UInt64 = 1, threads: Int = 1,
    progress: StudyProgress = { _, _ in }
  ) throws(AnalysisError) {
    precondition(draws > 0, "a null distribution of no draws")
    try problems.requireProblems()
    let format = model.architecture.format
    let tokens = try TokenGeometry(model)
    let positions = model.architecture.has(.positions) ? try model.positionVectors() : nil
    source = problems.source
    (self.draws, self.seed) = (draws, seed)
    self.tokens = tokens
    circle = try CircleTest(tokens, draws: draws, seed: seed, threads: threads)
    var spectra = [
      Spectrum(row: "digits", spectrum: FourierSpectrum(tokens.vectors, draws: draws, seed: seed, step: 13))
    ]
    if let positions {
      for (index, number) in PositionGeometry.Number.allCases.enumerated() {
        let places = number.positions(format).map { positions[$0] }
        let spectrum = FourierSpectrum(places, draws: draws, seed: seed, step: 14 + index)
        spectra.append(Spectrum(row: number.rawValue, spectrum: spectrum))
      }
    }
    self.spectra = spectra
    positionLabels = Array(format.positionLabels.prefix(model.program.positions))
    self.positions = try positions.map { p throws(AnalysisError) in try PrincipalComponents(p) }
    circuits = try HeadCircuits.all(of: model)
    energy = try StreamEnergy(
      model, tokens: tokens.vectors + model.vectorsBetweenNumbers, digits: tokens.vectors, positions: positions)
    queryKey = try QueryKeySpace.all(of: model, on: problems, seed: seed, threads: threads, progress: progress)
  }
}

extension Model {
  /// The vectors of the tokens in inputs that are no digits, such as `+` and `=`.
  fileprivate var vectorsBetweenNumbers: [[Double]] {
    guard let table = matrix(of: WeightSite(.tokens)) else { return [] }
    let format = architecture.format
    let zeros = format.input(of: Problem(inRange: 0, 0))
    let digit = zeros[format.firstOperandPosition(0)]
    return Set(zeros.map { Int($0) }).subtracting([Int(digit)]).sorted().map { row in
      (0..<table.columns).map { table[row, $0] }
    }
  }
}
