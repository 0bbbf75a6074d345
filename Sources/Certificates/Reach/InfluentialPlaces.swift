import Addition

extension KeyTable {
  /// The places whose digits move the coordinates most, but for the predicted one.
  var influentialPlaces: [Int] {
    func spread(_ slot: Int) -> Double {
      coordinates.reduce(0) { sum, coordinate in
        let head = heads[coordinate.head]
        let total = head.denominator.middle
        let terms = (0..<10).map { head.weights[10 * slot + $0].middle * coordinate.values[10 * slot + $0].middle / total }
        return sum + (terms.max() ?? 0) - (terms.min() ?? 0)
      }
    }
    let influence = (0..<Problem.operandDigits).map { place in
      spread(KeyTable.firstSlot(place)) + spread(KeyTable.secondSlot(place))
        + (place < self.place ? spread(KeyTable.sumSlot(place)) : 0)
    }
    return influence.indices.filter { $0 != place }.sorted { (-influence[$0], $0) < (-influence[$1], $1) }
  }
}
