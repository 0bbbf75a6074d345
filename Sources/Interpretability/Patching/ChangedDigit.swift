import Addition

/// A digit of the answer in which the two problems of a pair differ: where patching can be seen.
///
/// In a pair made by changing one carry, the operands differ at place i-1 alone, the answer's digit there stays, and the first
/// digit that differs is that of place i, which the carry enters. Where place i propagates the change, later digits differ too.
/// Passes are teacher-forced, each problem with its own true answer. What is read before the first of these digits is predicted
/// differs only in the operands, so the model can know the carry from nothing else. What is read before a later one differs
/// in the answer's earlier digits as well: the model can take the change from its previous output.
struct ChangedDigit: Sendable {
  /// The pair's index.
  let pair: Int
  /// The two problems.
  let clean: Problem
  let corrupted: Problem
  /// The digit's place.
  let place: Int
  /// Whether no digit below differs.
  let isFirst: Bool
  /// The digits that the two answers have there.
  let cleanDigit: Int
  let corruptedDigit: Int

  /// Those of all pairs, by place and then in the order of the pairs: neighbours are then patched alike.
  static func all(of pairs: ProblemPairs) -> [ChangedDigit] {
    var byPlace = [[ChangedDigit]](repeating: [], count: Problem.sumDigits)
    for (index, pair) in pairs.enumerated() {
      let (clean, corrupted) = (pair.clean.sumDigits, pair.corrupted.sumDigits)
      let places = (0..<Problem.sumDigits).filter { clean[$0] != corrupted[$0] }
      for place in places {
        byPlace[place].append(
          ChangedDigit(
            pair: index, clean: pair.clean, corrupted: pair.corrupted, place: place, isFirst: place == places.first,
            cleanDigit: Int(clean[place]), corruptedDigit: Int(corrupted[place])))
      }
    }
    return byPlace.flatMap { $0 }
  }
}
