import Addition
import Foundation
import Interpretability
import Testing
import Transformer

@Suite struct AblationStudyTests {
  /// Logits that are all zero predict token 0, so exactly the zeros among the true digits are right.
  @Test func withoutItsOutputTheModelAnswersZero() throws {
    let model = try TestModels.random()
    let test = ProblemSuite.carry(count: 100)
    let final = Component(name: "final norm", group: .custom, parts: [.init(hook: "ln_final.hook_normalized")])
    let study = try AblationStudy(model, on: test, components: [final], ablations: [.zero])
    let row = try #require(study.row("final norm", .zero))
    for digit in row.accuracy.digits {
      for carry in [false, true] {
        let problems = test.filter { Carries($0).carryIn(digit.place) == carry }
        let zeros = problems.count { $0.sumDigits[digit.place] == 0 }
        #expect((carry ? digit.withCarry : digit.withoutCarry) == Proportion(zeros, of: problems.count))
      }
    }
    #expect(row.accuracy.exact == Proportion(test.count { $0.sum == 0 }, of: 100))
  }

  @Test func findsTheEdgeThatTheCopyingModelLivesOn() throws {
    let model = try TestModels.copy()
    let study = try AblationStudy(model, on: TestModels.withoutAddend(200))
    #expect(study.baseline.exact == Proportion(200, of: 200))
    #expect(study.reference.name == "carry" && study.reference.seed != nil)
    for ablation in Ablation.standard {
      for idle in ["L0 MLP", "L0 unit 0", "L0 unit 1", "L0H0 to Y[i]", "L0H0 to X[i-1]", "L0H0 to ="] {
        #expect(try #require(study.row(idle, ablation)).accuracy == study.baseline, "\(idle) \(ablation)")
      }
    }
    for vital in ["L0H0", "L0 attention", "L0H0 to X[i]"] {
      let accuracy = try #require(study.row(vital, .zero)).accuracy
      #expect(accuracy.exact.count == 0)
      // Z10 is read off Y9, so that only its head is vital to it.
      for digit in accuracy.digits.prefix(10) { #expect(try #require(digit.overall.rate) < 0.4, "\(vital)") }
    }
    // A donor's head says the donor's digits.
    let resampled = try #require(study.row("L0H0", .resample)).accuracy
    for digit in resampled.digits.prefix(10) { #expect(try #require(digit.overall.rate) < 0.3) }
    // Values carry what patterns do not: a donor's value at X_i says the donor's digit, its value at Y_i is never read.
    for ablation in Ablation.standard {
      let vital = try #require(study.row("L0H0 value of X[i]", ablation)).accuracy
      for digit in vital.digits.prefix(10) { #expect(try #require(digit.overall.rate) < 0.4, "\(ablation)") }
      #expect(vital.digits[10] == study.baseline.digits[10] && vital.exact.count == 0)
      #expect(try #require(study.row("L0H0 value of X[i-1]", ablation)).accuracy == study.baseline)
      #expect(try #require(study.row("L0H0 value of Y[i]", ablation)).accuracy == study.baseline)
    }
    // The pattern is the same on every problem: with a donor's or the mean one, nothing changes.
    for ablation in [Ablation.mean, .resample] {
      #expect(try #require(study.row("L0H0 to X[i]", ablation)).accuracy == study.baseline)
    }
  }

  @Test func aUnitThatWritesNothingIsWorthNothing() throws {
    let model = try TestModels.replacing("blocks.0.ffn.fc2.weight", in: TestModels.microAdder()) { matrix in
      for output in 0..<5 { matrix[output * 2 + 1] = 0 }
    }
    let study = try AblationStudy(model, on: .carry(count: 200))
    for ablation in Ablation.standard {
      #expect(try #require(study.row("L0 unit 1", ablation)).accuracy == study.baseline)
    }
    #expect(try #require(study.row("L0 attention", .zero)).accuracy != study.baseline)
  }

  @Test func aDonorThatIsTheProblemItselfChangesNothing() throws {
    let model = try TestModels.random()
    let problem = try Problem(1_234_567_890, 9_876_543_210)
    let test = ProblemSuite(name: "one", problems: [Problem](repeating: problem, count: 20))
    let study = try AblationStudy(model, on: test, ablations: [.resample, .mean], reference: test)
    for row in study.rows where row.ablation == .resample {
      #expect(row.accuracy == study.baseline, "\(row.component.name)")
    }
  }

  /// In a model of one block, the value read over an edge goes whether its weight or the value itself is zeroed.
  @Test func zeroingAWeightOrItsValueIsTheSame() throws {
    let study = try AblationStudy(TestModels.microAdder(), on: .carry(count: 200), ablations: [.zero])
    for role in KeyRole.allCases {
      let weight = try #require(study.row("L0H0 to \(role.rawValue)", .zero)).accuracy
      let value = try #require(study.row("L0H0 value of \(role.rawValue)", .zero)).accuracy
      #expect(weight == value, "\(role)")
    }
  }

  @Test func coversEveryHeadLayerUnitAndEdge() throws {
    let program = try TestModels.random().program
    let all = Component.all(of: program, groups: Component.Group.allCases)
    func count(_ group: Component.Group) -> Int { all.count { $0.group == group } }
    #expect(count(.head) == 4 && count(.attention) == 2 && count(.mlp) == 2 && count(.unit) == 32)
    #expect(count(.edge) == 4 * 7 && count(.value) == 4 * 7 && count(.tokenDimension) == 8 && count(.positionDimension) == 8)
    #expect(Set(all.map(\.name)).count == all.count)
  }

  /// The edges of one head are all of its answer queries' attention, each entry once.
  @Test func edgesPartitionTheAttention() throws {
    let program = try TestModels.microAdder().program
    let edges = Component.all(of: program, groups: [.edge])
    let entries = edges.flatMap(\.parts).flatMap { part in
      (part.positions ?? []).flatMap { query in (part.features ?? []).map { [query, $0] } }
    }
    #expect(Set(entries).count == entries.count)
    #expect(entries.count == (21...31).reduce(0) { $0 + $1 + 1 })
  }

  @Test func threadsChangeNoCount() throws {
    let model = try TestModels.random()
    let one = try AblationStudy(model, on: .carry(count: 150))
    #expect(try AblationStudy(model, on: .carry(count: 150), threads: 3) == one)
    let data = try JSONEncoder().encode(one)
    #expect(try JSONDecoder().decode(AblationStudy.self, from: data) == one)
  }

  @Test func refusesAnotherModelsComponents() throws {
    let foreign = Component.all(of: try TestModels.random().program)
    let model = try TestModels.microAdder()
    #expect(throws: AnalysisError.self) { try AblationStudy(model, on: .carry(count: 20), components: foreign) }
  }
}
