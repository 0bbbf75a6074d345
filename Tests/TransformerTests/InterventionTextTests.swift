import Addition
import Foundation
import Testing
import Transformer

@Suite struct InterventionTextTests {
  private let dense: Program
  private let split: Program

  init() throws {
    dense = try Program(.gptAcc(width: 8, hidden: 4, layers: 2, heads: 2))
    split = try Program(.microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true))
  }

  private func one(_ text: String) throws -> Intervention {
    let all = try dense.interventions(parsing: text)
    return try #require(all.count == 1 ? all[0] : nil)
  }

  @Test func wholeHooks() throws {
    #expect(try one("blocks.0.hook_mlp_out=zero") == Intervention(hook: "blocks.0.hook_mlp_out", operation: .zero))
    #expect(try one(" blocks.0.hook_mlp_out [ * ] = donor ") == Intervention(hook: "blocks.0.hook_mlp_out", operation: .donor))
    #expect(
      try dense.interventions(parsing: "blocks.*.mlp.hook_post[*, 1]=scale(-0.5)").map(\.hook)
        == ["blocks.0.mlp.hook_post", "blocks.1.mlp.hook_post"])
    #expect(try dense.interventions(parsing: "blocks.{0,1}.attn.hook_{q,k}=zero").count == 4)
  }

  @Test func positionsAreLabelsNumbersAndRanges() throws {
    let format = dense.architecture.format
    func positions(_ words: String) throws -> [Int]? { try one("blocks.0.mlp.hook_post[\(words), 1]=zero").positions }
    #expect(try positions("Z0") == [format.answerPosition(0)])
    #expect(try positions("Z0..Z2") == (0..<3).map(format.answerPosition))
    #expect(try positions("Z*") == (0...10).map(format.answerPosition))
    #expect(try positions("=") == [format.answerPosition(0) - 1])
    #expect(try positions("24..26") == [24, 25, 26])
    #expect(try positions("0") == [0])
    // Most significant first: X9 stands before X0, whichever end is named first.
    #expect(try positions("X0..X9") == Array(0...9) && positions("X9..X0") == Array(0...9))
    #expect(try positions("X9 + 20..Z0  3") == [0, 10, 20, 21, 22, 3])
    #expect(try positions("*") == nil)
    let split = try split.interventions(parsing: "blocks.0.mlp.hook_post[X0..X9]=zero")
    #expect(split.first?.positions == Array(0...9))
  }

  @Test func headsAndFeatures() throws {
    let mixture = try one("blocks.1.attn.hook_z[Z1 Z3, head 1, 0 2..3]=scale(2)")
    #expect(
      mixture.head == 1 && mixture.positions == [23, 25] && mixture.features == [0, 2, 3] && mixture.operation == .scale(2))
    // The keys of attention are positions.
    let pattern = try one("blocks.1.attn.hook_pattern[= Z0, head 0, X0 Y0]=zero")
    #expect(pattern.positions == [21, 22] && pattern.features == [9, 20])
    #expect(try one("blocks.1.attn.hook_z[head 1]=zero") == Intervention(hook: "blocks.1.attn.hook_z", head: 1, operation: .zero))
    #expect(try one("blocks.0.mlp.hook_post[*, 3]=0.25").operation == .values([Float](repeating: 0.25, count: 33 * 4)))
    let values = (0..<33 * 4).map { Float($0) }
    let text = values.map { "\($0)" }.joined(separator: ", ")
    #expect(try one("blocks.0.mlp.hook_post=values(\(text))").operation == .values(values))
  }

  @Test(arguments: [
    ("blocks.0.mlp.hook_pots=zero", 1, "blocks.0.mlp.hook_post"), ("", 1, "no hook"), ("=zero", 1, "no hook"),
    ("blocks.0.mlp.hook_post", 23, "=zero"), ("blocks.0.mlp.hook_post[Z0", 23, "not closed"),
    ("blocks.0.mlp.hook_post[Q0]=zero", 24, "'Q0' is no position"), ("blocks.0.mlp.hook_post[Z0..]=zero", 24, "no position"),
    ("blocks.0.mlp.hook_post[33]=zero", 24, "0 to 32"), ("blocks.0.mlp.hook_post[Z11]=zero", 24, "no position"),
    ("blocks.0.mlp.hook_post[Z0, 4]=zero", 28, "0 to 3"), ("blocks.0.mlp.hook_post[Z0, 2..1]=zero", 28, "no feature"),
    ("blocks.0.mlp.hook_post[Z0, -1]=zero", 28, "no feature"), ("blocks.0.mlp.hook_post[]=zero", 24, "missing"),
    ("blocks.0.mlp.hook_post[Z0,, 1]=zero", 27, "missing"), ("blocks.0.mlp.hook_post[Z0, 1, 2]=zero", 31, "nothing follows"),
    ("blocks.0.mlp.hook_post[Z0, head 0]=zero", 28, "no heads"), ("blocks.0.attn.hook_z[Z0, head 2]=zero", 31, "0 to 1"),
    ("blocks.0.attn.hook_z[Z0, head]=zero", 26, "0 to 1"), ("blocks.0.attn.hook_z[head 0, head 0]=zero", 30, "twice"),
    ("blocks.0.mlp.hook_post[Z0]zero", 27, "=zero"), ("blocks.0.mlp.hook_post=null", 24, "'null' is no operation"),
    ("blocks.0.mlp.hook_post=scale", 24, "1 number"), ("blocks.0.mlp.hook_post=scale(1, 2)", 24, "1 number"),
    ("blocks.0.mlp.hook_post=scale(x)", 30, "'x' is not a finite number"), ("blocks.0.mlp.hook_post=scale(inf)", 30, "finite"),
    ("blocks.0.mlp.hook_post=scale(1", 29, "not closed"), ("blocks.0.mlp.hook_post=zero(1)", 24, "no number"),
    ("blocks.0.mlp.hook_post=scale(1)x", 32, "follows"), ("blocks.0.mlp.hook_post=values(1, 2)", 24, "132 numbers"),
    ("blocks.{0,1.hook_mlp_out=zero", 8, "not closed"), ("blocks.0.mlp.hook_post=nan", 24, "no operation"),
  ])
  func saysAtWhichLetter(_ text: String, _ letter: Int, _ words: String) throws {
    let error = try #require(throws: InterventionTextError.self) { try dense.interventions(parsing: text) }
    #expect(error.letter == letter && error.problem.contains(words), "\(error)")
    #expect(error.text == text && error.description.contains("letter \(letter): "))
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let size = 33 * 4
    let interventions = [
      Intervention(hook: "blocks.0.hook_mlp_out", operation: .zero),
      Intervention(
        hook: "blocks.0.mlp.hook_post", positions: [22, 23, 24, 3, 30, 10, 21], features: [1, 2, 0], operation: .scale(0.1)),
      Intervention(hook: "blocks.0.mlp.hook_post", features: [3], operation: .values([Float](repeating: -1e-30, count: size))),
      Intervention(hook: "blocks.0.mlp.hook_post", operation: .values((0..<size).map { Float($0) / 3 })),
      Intervention(hook: "blocks.1.attn.hook_pattern", head: 1, positions: [32], features: [0, 1, 2, 10], operation: .donor),
      Intervention(hook: "blocks.1.attn.hook_z", head: 0, operation: .zero),
    ]
    for intervention in interventions {
      let text = intervention.text(in: dense)
      #expect(try dense.interventions(parsing: text) == [intervention], "\(text)")
    }
    #expect(interventions[1].text(in: dense) == "blocks.0.mlp.hook_post[Z0..Z2 X6 Z8 + =, 1..2 0]=scale(0.1)")
    #expect(interventions[4].text(in: dense) == "blocks.1.attn.hook_pattern[Z10, head 1, X9..X7 +]=donor")
  }

  @Test func everyFormatsPositionsCanBeSaid() throws {
    for format in [TokenFormat.dense, .split10, .split14, .digitsOnly, .qwen3] {
      var architecture = Architecture.gptAcc(width: 4, hidden: 4)
      architecture.format = format
      let program = try Program(architecture)
      for position in 0..<program.positions {
        let intervention = Intervention(hook: "blocks.0.hook_mlp_out", positions: [position], operation: .zero)
        #expect(try program.interventions(parsing: intervention.text(in: program)) == [intervention])
      }
    }
  }

  // MARK: JSON

  private func decode(_ json: String) throws -> [Intervention] {
    try JSONDecoder().decode(InterventionList.self, from: Data(json.utf8)).interventions
  }

  @Test func filesHoldOneOrSeveral() throws {
    let some = [
      Intervention(hook: "a", head: 1, positions: [2], features: [3], operation: .zero),
      Intervention(hook: "b", operation: .scale(2)),
    ]
    let list = String(decoding: try JSONEncoder().encode(some), as: UTF8.self)
    #expect(try decode(list) == some)
    #expect(try decode(String(decoding: JSONEncoder().encode(some[0]), as: UTF8.self)) == [some[0]])
    #expect(try decode("[]").isEmpty)
  }

  @Test(arguments: [
    #"{"hook": "a", "operation": {"zero": {}}, "position": [1]}"#, #"[{"hook": "a", "operation": {"zero": {}}, "Head": 1}]"#,
    #"{"hook": "a"}"#, #"{"hook": "a", "operation": {"nothing": {}}}"#, #"{"operation": {"zero": {}}}"#, "3", "null", "[[]]", "",
    #"[{"hook": "a", "operation": {"zero": {}}"#,
  ])
  func otherFilesAreRefused(_ json: String) {
    #expect(throws: DecodingError.self) { try decode(json) }
  }
}
