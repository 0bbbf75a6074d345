import Addition
import Lanes
import Transformer

/// How the residual stream moves where each digit of one sum is predicted, and which token would win if it ended elsewhere.
///
/// Under teacher forcing: every place sees the true digits before it.
public struct ResidualPath: Codable, Hashable, Sendable {
  /// One digit of the answer.
  public struct Place: Codable, Hashable, Sendable {
    /// The digit's place, 0 for units.
    public let place: Int
    /// The true digit.
    public let expected: Int
    /// The token that wins.
    public let predicted: Int
    /// Where the stream is at each stage, in the plane.
    public let points: [[Double]]
    /// The token that would win at each point of a grid over `xRange` and `yRange`, `[row][column]`, lowest y first: the stream's
    /// last stage is moved there in the plane, and keeps what it has beside it.
    public let winners: [[Int]]
  }

  /// The problem.
  public let problem: Problem
  /// What the stream is called at each stage: before the first block, behind each attention, behind each MLP.
  public let stages: [String]
  /// The plane.
  public let plane: TokenPlane
  /// The ten digits' vectors in it.
  public let digits: [[Double]]
  /// What the tokens are called.
  public let tokens: [String]
  /// The part of the plane that the grids cover, the same for all places.
  public let xRange, yRange: ClosedRange<Double>
  /// The eleven digits, units first.
  public let places: [Place]

  /// Runs one problem, and then the end of the stream at every point of a grid.
  ///
  /// - Parameters:
  ///   - columns: points of the grid from left to right.
  ///   - rows: points of the grid from bottom to top.
  /// - Throws: `AnalysisError.notFinite` for a diverged model, `.noHook` for a model without a residual stream.
  public init(
    _ model: Model, of problem: Problem, columns: Int = 84, rows: Int = 63
  ) throws(AnalysisError) {
    let geometry = try TokenGeometry(model)
    let plane = TokenPlane(geometry)
    let format = model.architecture.format
    let streams = model.program.residualStages
    guard let last = streams.last else { throw .noHook("blocks.0.hook_resid_post") }
    let width = plane.origin.count
    let queries = (0..<format.answerLength).map(format.query)

    let pass = Pass<Lane>(model.program)
    pass.load([problem])
    pass.forward(WeightStore(model.program, parameters: model.weights))
    let paths = queries.map { query in
      streams.map { stream in
        plane.coordinates(
          (0..<width).map { Double(pass.activation(stream.hook, lane: 0, position: query, feature: $0)) })
      }
    }
    guard paths.joined().joined().allSatisfy(\.isFinite) else { throw .notFinite(quantity: "the residual stream") }
    let predicted = queries.map { Int(pass.mostLikelyToken(at: $0)[0]) }
    let digits = geometry.vectors.map(plane.coordinates)
    let ranges = (0..<2).map { axis in Self.range((paths.joined() + digits).map { $0[axis] }) }
    let (xRange, yRange) = (ranges[0], ranges[1])

    /// The middle of a cell, along one axis.
    @Sendable func center(_ index: Int, of count: Int, _ range: ClosedRange<Double>) -> Double {
      range.lowerBound + (range.upperBound - range.lowerBound) * (Double(index) + 0.5) / Double(count)
    }
    let ends = Dictionary(uniqueKeysWithValues: zip(queries, paths.map { $0[streams.count - 1] }))
    // Sixteen points of the grid at a time, one in each lane.
    var winners = [[Int]](repeating: [], count: queries.count)
    for start in stride(from: 0, to: columns * rows, by: Lane.laneCount) {
      let count = min(Lane.laneCount, columns * rows - start)
      let edit = HookEdit(last.hook.name) { stream in
        for (lane, position) in stream.places {
          guard let end = ends[position] else { continue }
          let index = start + lane
          let moves = [
            center(index % columns, of: columns, xRange) - end[0], center(index / columns, of: rows, yRange) - end[1],
          ]
          for feature in 0..<width {
            stream[lane, position, feature] += moves[0] * plane.axes[0][feature] + moves[1] * plane.axes[1][feature]
          }
        }
      }
      let program: Program
      do throws(InterventionError) { program = try model.program.intervening(with: [], edits: [edit]) } catch {
        throw .intervention(error)
      }
      let pass = Pass<Lane>(program)
      pass.load(Array(repeating: problem, count: count))
      pass.forward(WeightStore(program, parameters: model.weights))
      for (place, query) in queries.enumerated() {
        let tokens = pass.mostLikelyToken(at: query)
        winners[place] += (0..<count).map { Int(tokens[$0]) }
      }
    }

    self.problem = problem
    self.plane = plane
    self.digits = digits
    (self.xRange, self.yRange) = (xRange, yRange)
    stages = streams.map(\.name)
    tokens = format.tokenLabels
    places = queries.indices.map { place in
      Place(
        place: place, expected: Int(problem.sumDigits[place]), predicted: predicted[place], points: paths[place],
        winners: (0..<rows).map { row in Array(winners[place][(row * columns)..<((row + 1) * columns)]) })
    }
  }

  /// All of some numbers, with air around them.
  private static func range(_ numbers: [Double]) -> ClosedRange<Double> {
    let (low, high) = (numbers.min() ?? 0, numbers.max() ?? 0)
    let air = high > low ? 0.12 * (high - low) : 1
    return low - air...high + air
  }

  /// A row for each place and stage.
  public var table: StudyTable {
    var table = StudyTable(columns: ["predicts", "true digit", "answer", "stage", "x", "y"])
    for place in places {
      for (stage, point) in zip(stages, place.points) {
        table.add([
          .text("Z\(place.place)"), .count(place.expected), .text(tokens[place.predicted]), .text(stage), .number(point[0]),
          .number(point[1]),
        ])
      }
    }
    return table
  }
}

extension Program {
  /// Where the residual stream is written: before the first block, behind each attention, behind each MLP. What one block leaves is
  /// what the next begins with.
  var residualStages: [(name: String, hook: HookPoint)] {
    (0..<architecture.layers).flatMap { layer in
      [("pre", "in"), ("mid", "after attention"), ("post", "after MLP")].compactMap { part, words in
        guard layer == 0 || part != "pre", let hook = hook("blocks.\(layer).hook_resid_\(part)") else { return nil }
        return (architecture.layers > 1 && part != "pre" ? "L\(layer) \(words)" : words, hook)
      }
    }
  }
}
