import Addition
import Lanes
import Synchronization
import Transformer

/// The inputs of a model where its margins are least, question by question.
///
/// They are extremes of what attention can hand on, found by dynamic programs: in every cell of a question the ends of the first
/// coordinate, in the worst cells of all coordinates, and from there the operands that go farthest in the direction in which the margin
/// falls; then the same in parts of the worst cells.
/// Each margin is an upper bound of one that occurs. That nothing is worse is not said: `Certificate` says so.
///
/// The same for any number of threads, and on any machine that rounds as IEEE 754 does.
public struct WorstInputs: Sendable {
  /// The worst of every question, the least margin first: so wrong ones come first. An input that is bad at several places is there for
  /// each.
  public let inputs: [WorstInput]
  /// How many inputs of all that were looked at are wrong; an input for each place.
  public let wrong: Int
  /// How many were looked at.
  public let looked: Int
  /// The arithmetic that margins are in.
  public let arithmetic: CertifiedArithmetic

  /// The worst of all; nil if no input was found at all.
  public var worst: WorstInput? { inputs.first }

  /// Looks for them.
  ///
  /// - Parameters:
  ///   - most: how many inputs of a question are kept, at most. No more than a fifth of them are of one cell.
  ///   - progress: told, from any thread, how many of how many questions are done.
  /// - Throws: `CertificateError` for a model that the method is not for.
  public init(
    _ model: Model, arithmetic: CertifiedArithmetic = .real, most: Int = 20, threads: Int = 1,
    progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(CertificateError) {
    let parts = try OneLayerModel(model, arithmetic: arithmetic)
    let questions = Question.all(parts)
    let done = Atomic(0)
    let found: [Result<WorstOfQuestion, CertificateError>] = Parallel.map(
      items: questions.count, workers: threads, tools: { () }
    ) { _, item in
      Result { () throws(CertificateError) in
        let table = KeyTable(parts, place: questions[item].place, token: questions[item].token)
        let found = try table.perform(SearchOfWorst(question: questions[item], model: parts, table: table, most: most))
        progress(done.add(1, ordering: .relaxed).newValue, questions.count)
        return found
      }
    }
    var (inputs, wrong, looked): ([WorstInput], Int, Int) = ([], 0, 0)
    for result in found {
      let question = try result.get()
      inputs += question.inputs
      wrong += question.wrong
      looked += question.looked
    }
    (self.inputs, self.wrong, self.looked, self.arithmetic) = (inputs.sorted(), wrong, looked, arithmetic)
  }
}

/// What was found of one question.
struct WorstOfQuestion: Sendable {
  var inputs: [WorstInput] = []
  var wrong = 0
  var looked = 0
}

/// `WorstSearch`, for any number of coordinates.
private struct SearchOfWorst: DimensionedWork {
  let question: Question
  let model: OneLayerModel
  let table: KeyTable
  let most: Int

  func run<let N: Int>(_: Tail<N>.Type) -> WorstOfQuestion {
    var search = WorstSearch<N>(question, model, table)
    return search.run(most: most)
  }
}
