import Addition

extension AttentionSummary {
  /// The attention from every query to every key up to it: its mean and its standard deviation over problems.
  ///
  /// - Parameter ofAnswerOnly: whether to leave out queries that predict no digit of the answer.
  public func table(ofAnswerOnly: Bool = false) -> StudyTable {
    var table = StudyTable(
      columns: ["head", "query", "predicts", "key", "role", "mean weight", "standard deviation", "problems"])
    let count = StudyTable.Cell.count(source.count ?? 0)
    for head in heads {
      for query in head.mean.indices {
        let digit = head.digits.first { $0.query == query }
        guard digit != nil || !ofAnswerOnly else { continue }
        for key in 0...query {
          let role = digit.map { KeyRole(key: key, answerDigit: $0.place, format: format).rawValue }
          table.add([
            .text(head.name), .text(positionLabels[query]), digit.map { .text("Z\($0.place)") } ?? .none,
            .text(positionLabels[key]), role.map { .text($0) } ?? .none, .number(head.mean[query][key]),
            .number(head.deviation[query][key]), count,
          ])
        }
      }
    }
    return table
  }
}
