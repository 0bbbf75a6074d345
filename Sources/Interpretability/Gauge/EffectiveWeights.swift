import Transformer

/// The numbers that a model's steps read, place by place, however few learned numbers they come from; and how they change with
/// those.
struct EffectiveWeights {
  /// The weights or the bias of one place.
  struct Block {
    let site: WeightSite
    let isBias: Bool
    /// The index of its first number among all.
    let offset: Int
    let rows, columns: Int
    let values: [Double]

    subscript(row: Int, column: Int) -> Double { values[row * columns + column] }
    func index(_ row: Int, _ column: Int) -> Int { offset + row * columns + column }
  }

  let architecture: Architecture
  let blocks: [Block]
  /// `[effective number, learned number]`.
  let derivatives: RealMatrix

  init(_ model: Model) {
    let (program, parameters) = (model.program, model.weights.map(Double.init))
    var (blocks, derivatives): ([Block], [Double]) = ([], [])
    var offset = 0
    for site in model.architecture.sites {
      for isBias in [false, true] {
        guard let place = program.derivative(of: site, isBias: isBias, parameters: parameters) else { continue }
        blocks.append(
          Block(
            site: site, isBias: isBias, offset: offset, rows: place.rows, columns: place.columns, values: place.values))
        offset += place.values.count
        derivatives += place.derivatives
      }
    }
    architecture = model.architecture
    self.blocks = blocks
    self.derivatives = RealMatrix(rows: offset, columns: program.parameters.learnableCount, values: derivatives)
  }

  var count: Int { derivatives.rows }

  func block(_ place: WeightPlace, layer: Int = 0, isBias: Bool = false) -> Block? {
    blocks.first { $0.site == WeightSite(place, layer: layer) && $0.isBias == isBias }
  }

  func blocks(_ places: WeightPlace..., isBias: Bool = false) -> [Block] {
    blocks.filter { places.contains($0.site.place) && $0.isBias == isBias }
  }
}
