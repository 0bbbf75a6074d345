import Addition
import Checkpoints
import Lanes
import ReferenceModels
import Testing
import Transformer

@testable import Certificates

/// A certificate explained: bars, sectors, margins.
@Suite struct NumberLineTests {
  private static func shipped(_ name: String) throws -> Model { try Checkpoint.read("\(ShippedModel.folder)/\(name)").model }

  /// Attention adds: its number rises with the total, and the rest of the model cuts it where no bar is.
  @Test(arguments: [
    ("microadder-57p", CertifiedArithmetic.real), ("microadder-57p", .float32), ("microadder-67p", .real),
    ("period12-20p", .real), ("period12-17p", .real),
  ]) func barsRiseWithinTheirSectors(name: String, arithmetic: CertifiedArithmetic) throws {
    let model = try Self.shipped(name)
    let certificate = try Certificate(model, arithmetic: arithmetic, threads: 2)
    let lines = try #require(try certificate.proof?.numberLines(of: model, threads: 2))
    #expect(lines.map(\.place) == certificate.questions.map(\.place))
    for line in lines {
      let text = "\(name), Z\(line.place) after \(line.token)"
      let totals = line.place == 0 ? 0...18 : line.place == 10 ? 0...1 : 0...19
      // 9 + 9 + 1 leaves a 9, so after a 9 every total is there; none other is missing but by the digit before.
      #expect(line.bars.map(\.total).allSatisfy(totals.contains) && line.bars.count >= totals.count - 1, "\(text)")
      #expect(line.step > 0, "\(text)")
      for (bar, next) in zip(line.bars, line.bars.dropFirst()) {
        #expect(bar.total < next.total && bar.high < next.low, "\(text): \(bar) and \(next)")
      }
      for (sector, next) in zip(line.sectors, line.sectors.dropFirst()) {
        #expect(sector.high == next.low && sector.low < sector.high && sector.token != next.token, "\(text)")
      }
      for bar in line.bars {
        let sector = try #require(line.sector(of: bar), "\(text): \(bar) is in no sector")
        #expect(sector.token == bar.digit && sector.low <= bar.middle && bar.middle <= sector.high, "\(text): \(bar), \(sector)")
        #expect(try #require(bar.distance) > 0 && bar.margin > 0, "\(text): \(bar)")
      }
    }
  }

  /// Sums lie in their bars: the engine's own number, and where it is, the digit that the engine writes.
  @Test(arguments: ["microadder-57p", "period12-20p"]) func sumsLieInTheirBars(name: String) throws {
    let model = try Self.shipped(name)
    let lines = try #require(
      try Certificate(model, threads: 2).proof?.numberLines(of: model, resolution: 200, threads: 2))
    let dissection = try Dissection(model)
    for (index, problem) in ProblemSuite.carry(count: 220, seed: 4).enumerated() {
      let (place, operands) = (index % 11, Operands(problem))
      let table = dissection.table(place, problem)
      let line = try #require(lines.first { $0.place == place && $0.token == table.token })
      let own = place < 10 ? operands[place] : (x: 0, y: 0)
      let total = own.x + own.y + operands.sum(below: place).carry
      let bar = try #require(line.bars.first { $0.total == total })
      let point = try #require(Reach(table).point(operands).first)
      #expect(bar.low <= point.upper && point.lower <= bar.high, "\(problem), Z\(place): \(point) is not in \(bar)")
    }
  }

  /// The number's sign is a convention: a proof in the opposite one has the same picture.
  @Test func theNumberRisesWhateverItsSign() throws {
    let model = try Self.shipped("period12-20p")
    let certificate = try Certificate(model, threads: 2)
    let mirrored = Self.mirrored(certificate)
    let (lines, others) = (
      try #require(try certificate.proof?.numberLines(of: model, resolution: 100)),
      try #require(try mirrored.proof?.numberLines(of: model, resolution: 100))
    )
    for (line, other) in zip(lines, others) {
      #expect(other.step > 0 && line.sectors.map(\.token) == other.sectors.map(\.token))
      #expect(line.bars.map { [$0.low, $0.high, $0.margin] } == other.bars.map { [$0.low, $0.high, $0.margin] })
    }
  }

  private static func mirrored(_ certificate: Certificate) -> Certificate {
    let questions = certificate.questions.map { question in
      QuestionProof(
        place: question.place, token: question.token,
        coordinates: question.coordinates.map { .init(head: $0.head, features: $0.features, row: $0.row.map { -$0 }) },
        joint: question.joint, order: question.order,
        parts: question.parts.map { part in
          .init(
            total: part.total, cell: part.cell, given: part.given, box: part.box.map { [-$0[1], -$0[0]] }, margin: part.margin,
            splits: part.splits)
        })
    }
    return Certificate(
      verdict: certificate.verdict, arithmetic: certificate.arithmetic, digits: certificate.digits, counterexample: nil,
      dimensions: certificate.dimensions, handsOn: certificate.handsOn, questions: questions, wrong: certificate.wrong,
      wrongByDigit: nil, seconds: 0
    )
  }

  @Test func severalNumbersAreNoLine() throws {
    let model = try Self.shipped("period12-25p")
    let certificate = try Certificate(model, threads: 2)
    #expect(certificate.verdict == .proved)
    let proof = try #require(certificate.proof)
    #expect(try proof.numberLines(of: model) == nil)
    // Margins it has.
    let map = MarginMap(proof)
    #expect(map.least?.margin == certificate.margin)
  }

  @Test func marginsAreTheCertificates() throws {
    let model = try Self.shipped("microadder-57p")
    let certificate = try Certificate(model, threads: 2)
    let map = MarginMap(try #require(certificate.proof))
    #expect(map.arithmetic == .real && map.cells.count == 19 + 9 * 20 + 2)
    for digit in certificate.digits {
      #expect(map.cells.filter { $0.place == digit.place }.map(\.margin).min() == digit.margin)
    }
    #expect(map.least?.margin == certificate.margin)
    #expect(map[0, 19] == nil && map[10, 2] == nil)
    let open = try Certificate(model, timeLimit: .zero)
    #expect(open.proof == nil)
  }
}
