import Plotting

/// What position labels such as `X3`, `+` or `Z10` tell a figure.
struct PositionLabels {
  let labels: [String]

  init(_ labels: [String]) { self.labels = labels }

  /// The number that a position belongs to, such as `X`; nil for what stands between the numbers.
  func number(_ position: Int) -> Character? {
    let label = labels[position]
    guard let first = label.first, "XYZ".contains(first), label.count > 1, label.dropFirst().allSatisfy(\.isNumber) else {
      return nil
    }
    return first
  }

  /// Maximal runs of positions of one number.
  var runs: [(number: Character, range: Range<Int>)] {
    var runs: [(number: Character, range: Range<Int>)] = []
    for position in labels.indices {
      guard let number = number(position) else { continue }
      if let last = runs.last, last.number == number, last.range.upperBound == position {
        runs[runs.count - 1].range = last.range.lowerBound..<(position + 1)
      } else {
        runs.append((number, position..<(position + 1)))
      }
    }
    return runs
  }

  /// Brackets for an axis of all positions.
  var groups: [Axis.Group] {
    runs.map { run in
      Axis.Group(run.number == "X" ? "first operand" : run.number == "Y" ? "second operand" : "answer", run.range)
    }
  }

  /// The positions before which a group begins or ends.
  var separators: [Int] {
    Array(Set(runs.flatMap { [$0.range.lowerBound, $0.range.upperBound] })).sorted().filter {
      labels.indices.contains($0) && $0 > 0
    }
  }
}
