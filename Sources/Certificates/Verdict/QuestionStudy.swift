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

  /// - Parameter share: the questions that are looked at, of all; nil for all.
  init(
    _ model: OneLayerModel, only share: CertificateShare.Numbers? = nil, until end: SearchEnd, threads: Int,
    counts: Bool, progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void
  ) throws(CertificateError) {
    let questions = Question.all(model).enumerated().filter { share?.contains($0.offset) ?? true }.map(\.element)
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
          work.begin(until: end)
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
    if !isWrong {
      done.store(0, ordering: .relaxed)
      // Counting knows less of margins than a proof: it is for what a proof leaves open in half of the time.
      let divided = Self.divided(works, threads, until: counts ? end.keeping(oneOf: 2) : end) {
        progress(done.add(1, ordering: .relaxed).newValue, questions.count)
      }
      let isProved = divided.allSatisfy { $0.map { $0.finding.open.isEmpty && $0.finding.wrong == nil } ?? false }
      if !counts || isProved {
        isComplete = isComplete && divided.allSatisfy { $0 != nil }
        works = divided.compactMap { $0 }
      } else {
        for (index, work) in divided.enumerated() { works[index].finding.wrong = work?.finding.wrong }
        works = Self.counted(works, threads, end)
      }
    } else if counts {
      works = Self.counted(works, threads, end)
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
    var byDigit = digits.map { $0.reduce(WrongCount(least: 0, most: 0)) { $0 + $1.counted.count } }
    var all = Overlaps(digits).count
    for work in works where work.finding.wrong != nil {
      let place = work.finding.question.place
      byDigit[place].least = max(byDigit[place].least, work.surelyWrong)
      all.least = max(all.least, byDigit[place].least)
    }
    (wrongByDigit, wrong) = (byDigit, all)
  }

  /// What others have found out about the questions, nothing counted.
  init(_ findings: [QuestionFinding], isComplete: Bool) {
    (self.findings, self.isComplete, wrongByDigit, wrong) = (findings, isComplete, nil, nil)
  }

  /// Proves what is open. What comes behind a wrong sum is not looked at, and nil: the first in order is the answer, whoever found it.
  private static func divided(
    _ works: [any QuestionWork], _ threads: Int, until end: SearchEnd, _ isDone: @escaping @Sendable () -> Void
  ) -> [(any QuestionWork)?] {
    let firstWrong = Atomic(Int.max)
    return Parallel.map(items: works.count, workers: threads, tools: { () }) { _, item in
      if item > firstWrong.load(ordering: .relaxed) { return nil }
      var work = works[item]
      work.divide(until: end)
      if work.finding.wrong != nil { firstWrong.min(item, ordering: .relaxed) }
      isDone()
      return work
    }
  }

  /// Counts what is wrong. What digits share is found out behind that, and takes time, too.
  private static func counted(
    _ works: [any QuestionWork], _ threads: Int, _ end: SearchEnd
  ) -> [any QuestionWork] {
    let end = end.keeping(oneOf: 10)
    return refined(advanced(works, threads) { $0.beginCount(until: end) }, threads, end)
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
    _ works: [any QuestionWork], _ threads: Int, _ end: SearchEnd
  ) -> [any QuestionWork] {
    var works = works
    for _ in 0..<mostRounds {
      let counts = works.flatMap { $0.counted.map(\.counted.count) }.reduce(WrongCount(least: 0, most: 0)) { $0 + $1 }
      let widest = works.map(\.widestGap).max() ?? 0
      guard widest > 0, Double(counts.gap) > enough * Double(counts.least), !end.hasCome else { break }
      works = advanced(works, threads) { $0.refine(above: widest / 4, until: end) }
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
