import Transformer

/// What the rest of a model makes of the one number that attention hands on: the token with the greatest logit, point by point.
struct NumberReadout {
  private let model: OneLayerModel
  private let position, token: Int
  /// How much each feature of the entry grows with the number.
  private let column: [Interval]
  private var machine: StepMachine<Interval>

  /// - Parameter sign: 1 or -1: what the table's coordinate is multiplied by.
  /// - Returns: nil if the table has more or fewer coordinates than one.
  init?(_ model: OneLayerModel, _ table: KeyTable, sign: Double) {
    guard table.coordinates.count == 1, let coordinate = table.coordinates.first else { return nil }
    self.model = model
    (position, token) = (model.roles.query(table.place), table.token)
    column = coordinate.column.map { sign < 0 ? -$0 : $0 }
    machine = model.local[position][token] ?? StepMachine<Interval>(model.program)
  }

  /// The token that wins at a point; logits are the middles of their enclosures.
  mutating func token(at number: Double) -> Int {
    for (f, slope) in column.enumerated() { machine.set(slope.isZero ? .zero : Interval(number) * slope, at: f, of: model.entry) }
    machine.run(model.tailSteps, model.values, position: position, token: token)
    let logits = machine.outputs(of: model.unembedding, bias: model.unembeddingBias, model.values, from: model.last)
    return logits.indices.reduce(0) { logits[$1].middle > logits[$0].middle ? $1 : $0 }
  }

  /// Cuts a stretch of the line where the winning token changes.
  ///
  /// - Parameter resolution: how many steps are taken; what comes and goes within one is not seen.
  mutating func sectors(in range: ClosedRange<Double>, resolution: Int) -> [NumberLine.Sector] {
    let (start, length, steps) = (range.lowerBound, range.upperBound - range.lowerBound, max(resolution, 1))
    var last = Point(at: start, token: token(at: start))
    var (sectors, from): ([NumberLine.Sector], Point) = ([], last)
    for index in 1...steps {
      let at = index == steps ? range.upperBound : start + length * Double(index) / Double(steps)
      let next = Point(at: at, token: token(at: at))
      for change in changes(last, next, within: 1e-12 * length) {
        sectors.append(.init(low: from.at, high: change.at, token: from.token))
        from = change
      }
      last = next
    }
    return sectors + [.init(low: from.at, high: range.upperBound, token: from.token)]
  }

  private struct Point {
    let at: Double
    let token: Int
  }

  /// Where the winning token changes between two points, and to what: by bisection, on both sides where a third token is between.
  private mutating func changes(_ low: Point, _ high: Point, within width: Double) -> [Point] {
    guard low.token != high.token else { return [] }
    let at = low.at + (high.at - low.at) / 2
    guard high.at - low.at > width, low.at < at, at < high.at else { return [Point(at: at, token: high.token)] }
    let middle = Point(at: at, token: token(at: at))
    return changes(low, middle, within: width) + changes(middle, high, within: width)
  }
}
