/// Something to do with a question's tail, for as many coordinates as it has.
protocol DimensionedWork {
  associatedtype Result
  func run<let N: Int>(_ tail: Tail<N>.Type) -> Result
}

extension Tail {
  /// A box, or a point, as the tail takes it: an interval for each coordinate.
  static func array(_ box: [Interval]) -> InlineArray<N, Interval> {
    var array = InlineArray<N, Interval>(repeating: .zero)
    for r in box.indices { array[r] = box[r] }
    return array
  }
}

extension KeyTable {
  /// The most coordinates that there is code for.
  static let mostCoordinates = 8

  /// Does it.
  ///
  /// - Throws: `CertificateError.tooManyDimensions`.
  func perform<Work: DimensionedWork>(_ work: Work) throws(CertificateError) -> Work.Result {
    switch coordinates.count {
    case 0, 1: work.run(Tail<1>.self)
    case 2: work.run(Tail<2>.self)
    case 3: work.run(Tail<3>.self)
    case 4: work.run(Tail<4>.self)
    case 5: work.run(Tail<5>.self)
    case 6: work.run(Tail<6>.self)
    case 7: work.run(Tail<7>.self)
    case 8: work.run(Tail<8>.self)
    default: throw .tooManyDimensions(coordinates.count, most: Self.mostCoordinates)
    }
  }
}
