import Addition
import Lanes
import Synchronization

/// All questions of a model, stage by stage, on several threads: first everything that is quick, so that a wrong sum anywhere is
/// found before time is spent on proofs.
struct QuestionStudy {
  /// Those that were looked at, in order.
  private(set) var findings: [QuestionFinding]
  /// Whether every question was looked at to the end.
  private(set) var isComplete: Bool
  /// By answer digit; nil where nothing was counted.
  private(set) var wrongByDigit: [WrongCount]?
  /// Of sums; nil where nothing was counted.
  private(set) var wrong: WrongCount?

  /// Counting ends where no more than this share is unknown.
  private static let enough = 0.002
  /// Rounds of dividing what is least known.
  private static let mostRounds = 200

  init(
    _ model: OneLayerModel, deadline: ContinuousClock.Instant, threads: Int, counts: Bool,
    progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void
  ) throws(CertificateError) {
    let questions = Question.all(model)
    let done = Atomic(0)
    var (tables, works): ([KeyTable], [any QuestionWork]) = ([], [])
    for place in 0..<Problem.sumDigits {
      // Where all that matters is one wrong sum, the places behind it are not looked at.
      if !counts, works.contains(where: { $0.finding.wrong != nil }) { break }
      let own = questions.filter { $0.place == place }
      let begun: [Result<(table: KeyTable, work: any QuestionWork), CertificateError>] = Parallel.map(
        items: own.count, workers: threads, tools: { () }
      ) { _, item in
        Result { () throws(CertificateError) in
          let table = KeyTable(model, place: place, token: own[item].token)
          var work = try table.perform(SearchOfQuestion(question: own[item], model: model, table: table))
          work.begin(until: deadline)
          progress(done.add(1, ordering: .relaxed).newValue, questions.count)
          return (table, work)
        }
      }
      for result in begun {
        let (table, work) = try result.get()
        tables.append(table)
        works.append(work)
      }
    }
    let isWrong = works.contains { $0.finding.wrong != nil }
    isComplete = works.count == questions.count
    if counts, isWrong || works.contains(where: \.isOpen) {
      works = Self.advanced(works, threads) { $0.beginCount(until: deadline) }
      works = Self.refined(works, threads, deadline)
    } else if !isWrong {
      // What comes behind a wrong sum is not looked at: the first in order is the answer, whoever found it.
      let firstWrong = Atomic(Int.max)
      done.store(0, ordering: .relaxed)
      let known = works
      let advanced: [(any QuestionWork)?] = Parallel.map(items: works.count, workers: threads, tools: { () }) { _, item in
        if item > firstWrong.load(ordering: .relaxed) { return nil }
        var work = known[item]
        work.divide(until: deadline)
        if work.finding.wrong != nil { firstWrong.min(item, ordering: .relaxed) }
        progress(done.add(1, ordering: .relaxed).newValue, known.count)
        return work
      }
      isComplete = isComplete && advanced.allSatisfy { $0 != nil }
      works = advanced.compactMap { $0 }
    }
    let counted = counts ? works.map { ($0.finding.question.place, $0.counted) } : []
    findings = zip(works, tables).map { work, table in
      var work = work
      work.finish()
      var finding = work.finding
      finding.proof = QuestionProof(finding, table)
      return finding
    }
    guard counts else { return }
    let digits = (0..<Problem.sumDigits).map { place in counted.filter { $0.0 == place }.flatMap { $0.1 } }
    wrongByDigit = digits.map { $0.reduce(WrongCount(least: 0, most: 0)) { $0 + $1.counted.count } }
    wrong = Overlaps(digits).count
  }

  private static func advanced(
    _ works: [any QuestionWork], _ threads: Int, _ step: @escaping @Sendable (inout any QuestionWork) -> Void
  ) -> [any QuestionWork] {
    Parallel.map(items: works.count, workers: threads, tools: { () }) { _, item in
      var work = works[item]
      step(&work)
      return work
    }
  }

  /// Divides, round by round, the regions that leave most open, until little is.
  private static func refined(
    _ works: [any QuestionWork], _ threads: Int, _ deadline: ContinuousClock.Instant
  ) -> [any QuestionWork] {
    var works = works
    for _ in 0..<mostRounds {
      let counts = works.flatMap { $0.counted.map(\.counted.count) }.reduce(WrongCount(least: 0, most: 0)) { $0 + $1 }
      let widest = works.map(\.widestGap).max() ?? 0
      guard widest > 0, Double(counts.gap) > enough * Double(counts.least), ContinuousClock.now < deadline else { break }
      works = advanced(works, threads) { $0.refine(above: widest / 4, until: deadline) }
    }
    return works
  }
}

/// `QuestionSearch`, for any number of coordinates.
private struct SearchOfQuestion: DimensionedWork {
  let question: Question
  let model: OneLayerModel
  let table: KeyTable

  func run<let N: Int>(_: Tail<N>.Type) -> any QuestionWork { QuestionSearch<N>(question, model, table) }
}
