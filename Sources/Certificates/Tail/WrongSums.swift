extension Tail {
  /// Decodes extremes of a region and looks whether one is wrong: where the margin falls fastest, and the ends of each coordinate.
  ///
  /// - Returns: the operands, and an upper bound of their margin, below 0; nil where none was found.
  mutating func wrongSum(
    in region: Region, _ box: InlineArray<N, Interval>, _ reach: inout Reach
  ) -> (operands: Operands, margin: Double)? {
    let slopes = margin(region.answer, over: box).slopes
    let coordinates = reach.table.coordinates.indices
    let direction = coordinates.map { -slopes[$0].middle }
    if let operands = reach.extreme(along: direction, over: region), let wrong = wrong(operands, region, reach) { return wrong }
    for coordinate in coordinates {
      // First the end towards which the margin falls.
      for upwards in [direction[coordinate] > 0, direction[coordinate] <= 0] {
        if let operands = reach.extreme(coordinate, upwards: upwards, over: region), let wrong = wrong(operands, region, reach) {
          return wrong
        }
      }
    }
    return nil
  }

  private mutating func wrong(_ operands: Operands, _ region: Region, _ reach: Reach) -> (operands: Operands, margin: Double)? {
    let margin = greatestMargin(region.answer, at: Self.array(reach.point(operands)))
    return margin < 0 ? (operands, margin) : nil
  }
}
