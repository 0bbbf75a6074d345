import Addition
import Lanes
import Synchronization
import Transformer

extension CertificateFile {
  /// Checks every claim without the search that found it: that the parts cover all inputs, that the boxes hold what attention hands
  /// on, and that the margins hold in the boxes. A counterexample is computed anew.
  ///
  /// - Parameters:
  ///   - digest: of the model's weights, as `Checkpoint.weightsSHA256`.
  ///   - progress: told, from any thread, how many of how many questions are done.
  /// - Throws: `CertificateFileError` where a claim does not hold.
  public func check(
    _ model: Model, weightsSHA256 digest: String, threads: Int = 1,
    progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(CertificateFileError) {
    guard digest == self.model.weightsSHA256 else {
      throw .rejected(
        "model",
        "it is about other weights: theirs have the SHA-256 \(self.model.weightsSHA256.prefix(16))…, these \(digest.prefix(16))…")
    }
    let parts: OneLayerModel
    do throws(CertificateError) { parts = try OneLayerModel(model, arithmetic: arithmetic) } catch { throw .model(error) }
    switch verdict {
    case .refuted: try checkCounterexample(model, parts)
    case .proved: try checkProof(parts, threads, progress)
    case .undecided: throw .rejected("verdict", "nothing is claimed, and nothing can be checked")
    }
  }

  private func checkProof(
    _ model: OneLayerModel, _ threads: Int, _ progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void
  ) throws(CertificateFileError) {
    let all = Question.all(model)
    for (index, question) in questions.enumerated() {
      guard index < all.count, all[index].place == question.place, all[index].token == question.token else {
        throw .rejected("question \(index + 1)", "it is Z\(question.place) after token \(question.token), which is not its turn")
      }
    }
    guard questions.count == all.count else { throw .rejected("questions", "there are \(questions.count) of \(all.count)") }
    let done = Atomic(0)
    let results: [CertificateFileError?] = Parallel.map(items: all.count, workers: threads, tools: { () }) { _, item in
      defer { progress(done.add(1, ordering: .relaxed).newValue, all.count) }
      do throws(CertificateFileError) { try questions[item].check(model) } catch { return error }
      return nil
    }
    for case let error? in results { throw error }
    let least = questions.flatMap(\.parts).map(\.margin).min()
    guard let least, margin == least, least > 0 else {
      throw .rejected("margin", "it is not the least of the parts', \(least.map { "\($0)" } ?? "of which there are none")")
    }
  }

  private func checkCounterexample(_ model: Model, _ parts: OneLayerModel) throws(CertificateFileError) {
    guard let counterexample else { throw .rejected("counterexample", "there is none") }
    guard let problem = try? Problem(counterexample.a, counterexample.b), (0..<Problem.sumDigits).contains(counterexample.place)
    else { throw .rejected("counterexample", "it is no sum of two numbers below 10^10, or no digit of it") }
    let margin = try parts.greatestMargin(problem, place: counterexample.place)
    guard margin < 0, margin <= counterexample.margin else {
      throw .rejected("counterexample", "the margin is up to \(margin), not \(counterexample.margin)")
    }
  }
}

extension OneLayerModel {
  /// An upper bound of the margin at a digit of one sum, after the true digits before.
  fileprivate func greatestMargin(_ problem: Problem, place: Int) throws(CertificateFileError) -> Double {
    let sequence = program.architecture.format.sequence(of: problem)
    let table = KeyTable(self, place: place, token: Int(sequence[roles.query(place)]))
    do throws(CertificateError) {
      return try table.perform(MarginOfSum(operands: Operands(problem), model: self, table: table))
    } catch {
      throw .model(error)
    }
  }
}

private struct MarginOfSum: DimensionedWork {
  let operands: Operands
  let model: OneLayerModel
  let table: KeyTable

  func run<let N: Int>(_: Tail<N>.Type) -> Double {
    var tail = Tail<N>(model, table)
    return tail.greatestMargin(operands.cell(at: table.place).answer, at: Tail<N>.array(Reach(table).point(operands)))
  }
}

extension QuestionProof {
  private var name: String { "Z\(place) after token \(token)" }

  /// - Precondition: place and token are a question's of the model.
  func check(_ model: OneLayerModel) throws(CertificateFileError) {
    guard let table = KeyTable(model, place: place, token: token, coordinates: coordinates, joint: joint) else {
      throw .rejected(name, "its coordinates do not describe what attention hands on")
    }
    let problem: String?
    do throws(CertificateError) {
      problem = try table.perform(CheckOfParts(proof: self, model: model, table: table))
    } catch {
      throw .model(error)
    }
    if let problem { throw .rejected(name, problem) }
  }
}

/// Looks for what is wrong with a question's parts.
private struct CheckOfParts: DimensionedWork {
  let proof: QuestionProof
  let model: OneLayerModel
  let table: KeyTable

  func run<let N: Int>(_: Tail<N>.Type) -> String? {
    let cells = Question(place: proof.place, token: proof.token).cells(ownSlot: table.ownSlot)
    var (reach, tail) = (Reach(table), Tail<N>(model, table))
    var (totals, divided): (Set<Int>, [Region: Set<[[Int]]>]) = ([], [:])
    for (index, part) in proof.parts.enumerated() {
      let name = "part \(index + 1)"
      let members: [Region]
      switch (part.total, part.cell) {
      case (let total?, nil):
        members = cells.filter { $0.total == total }.map(\.region)
        if members.isEmpty || part.given != nil { return "\(name): there is no total of \(total)" }
        totals.insert(total)
      case (nil, let cell?):
        guard let own = cells.first(where: { $0.region.cell(at: proof.place) == cell })?.region else {
          return "\(name): there is no cell \(cell)"
        }
        guard let region = own.dividing(by: proof.order, part.given ?? [], at: proof.place) else {
          return "\(name): the digits given are none, or of no place"
        }
        members = [region]
        divided[own, default: []].insert(part.given ?? [])
      default: return "\(name): it says neither or both of total and cell"
      }
      guard part.box.count == table.coordinates.count,
        part.box.allSatisfy({ $0.count == 2 && $0[0].isFinite && $0[1].isFinite && $0[0] <= $0[1] })
      else { return "\(name): its box is none" }
      let box = part.box.map { Interval(unchecked: $0[0], $0[1]) }
      guard members.allSatisfy({ reach.isWithin(box, $0) }) else { return "\(name): its box does not hold all of its inputs" }
      guard part.margin > 0, tail.confirms(part.margin, members[0].answer, over: Tail<N>.array(box), Array(part.splits.utf8))
      else {
        return "\(name): its margin does not hold"
      }
    }
    let uncovered = cells.first { region, total in
      !totals.contains(total) && !covers(divided[region] ?? [], region, [])
    }
    return uncovered.map { "nothing is said of the cell \($0.region.cell(at: proof.place))" }
  }

  /// Whether what is given covers a region: it itself, or all of its parts.
  private func covers(_ given: Set<[[Int]]>, _ region: Region, _ path: [[Int]]) -> Bool {
    if given.contains(path) || table.program.count(region) == 0 { return true }
    guard !given.isEmpty, path.count < proof.order.count else { return false }
    // Only what goes on from here is looked through again.
    var next: [[Int]: Set<[[Int]]>] = [:]
    for longer in given where longer.count > path.count { next[longer[path.count], default: []].insert(longer) }
    return (0...9).allSatisfy { x in
      (0...9).allSatisfy { y in
        covers(next[[x, y]] ?? [], region.with(Region.Digits(x: x, y: y), at: proof.order[path.count]), path + [[x, y]])
      }
    }
  }
}

extension Region {
  /// How `QuestionProof.Part` names a cell.
  fileprivate func cell(at place: Int) -> [Int] {
    guard place < Problem.operandDigits, let own = digits[place] else { return [carry] }
    return [own.x, own.y, carry]
  }

  /// With the digits of further places; nil if they are none.
  fileprivate func dividing(by order: [Int], _ given: [[Int]], at place: Int) -> Region? {
    guard given.count <= order.count, Set(order).count == order.count else { return nil }
    var region = self
    for (place, pair) in zip(order, given) {
      guard digits.indices.contains(place), digits[place] == nil, pair.count == 2, pair.allSatisfy((0...9).contains) else {
        return nil
      }
      region = region.with(Digits(x: pair[0], y: pair[1]), at: place)
    }
    return region
  }
}

extension Tail {
  /// Whether every piece of a divided box has a margin of at least this.
  ///
  /// - Parameter splits: as in `QuestionProof.Part`.
  fileprivate mutating func confirms(
    _ margin: Double, _ answer: Int, over box: InlineArray<N, Interval>, _ splits: [UInt8]
  ) -> Bool {
    var open = [box]
    for split in splits {
      guard let piece = open.popLast() else { return false }
      if split == UInt8(ascii: ".") {
        guard self.margin(answer, over: piece).least >= margin else { return false }
      } else {
        guard (0..<N).contains(Int(split) - Int(UInt8(ascii: "0"))) else { return false }
        let (low, high) = Self.halves(piece, along: Int(split) - Int(UInt8(ascii: "0")))
        open += [high, low]
      }
    }
    return open.isEmpty
  }
}
