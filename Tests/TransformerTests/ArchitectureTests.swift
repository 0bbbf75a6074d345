import Addition
import Foundation
import Testing
import Transformer

@Suite struct ArchitectureTests {
  @Test(arguments: TestModels.architectures.map(\.name))
  func aJSONFileIsAnArchitecture(name: String) throws {
    let architecture = try TestModels.named(name)
    let data = try JSONEncoder().encode(architecture)
    #expect(try JSONDecoder().decode(Architecture.self, from: data) == architecture)
  }

  /// As `microadder-57p` and `gptacc-777p` were written before there were other families.
  @Test func earlierDescriptionsKeepTheirMeaning() throws {
    let micro =
      #"{"attention":{"heads":1,"outputRank":1,"queryKey":"rotated","queryKeyWidth":4,"tiesValueToUnembedding":true,"#
      + #""valueWidth":5},"contextLength":34,"format":"split10","layers":1,"mlp":{"activation":"gelu","hasBias":false,"#
      + #""hidden":2,"tiesDownToUnembedding":true},"norm":{"epsilon":1e-05,"isFinal":true,"isShared":true,"kind":"rms"},"#
      + #""positions":{"kind":"spiral","trained":false},"residual":{"split":{"position":3,"token":2}},"tokens":"arc","#
      + #""unembedding":"projected"}"#
    let dense =
      #"{"attention":{"heads":1,"queryKey":"separate","queryKeyWidth":7,"tiesValueToUnembedding":false,"valueWidth":7},"#
      + #""contextLength":35,"format":"dense","layers":1,"mlp":{"activation":"geluTanh","hasBias":false,"hidden":14,"#
      + #""tiesDownToUnembedding":false},"norm":{"epsilon":1e-06,"isFinal":true,"isShared":false,"kind":"layer"},"#
      + #""positions":{"kind":"table"},"residual":{"sum":{"width":7}},"tokens":"table","unembedding":"tied"}"#
    for (text, architecture) in [
      (micro, Architecture.microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true)),
      (dense, .gptAcc(width: 7, hidden: 14)),
    ] {
      #expect(try JSONDecoder().decode(Architecture.self, from: Data(text.utf8)) == architecture)
    }
  }

  /// Each with the field at fault.
  static let nonsense: [(field: String, architecture: Architecture)] = [
    ("mlp.hidden", .gptAcc(width: 7, hidden: Int.max)),
    ("contextLength", .gptAcc(width: 7, hidden: 14).changed { $0.contextLength = 20 }),
    ("layers", .gptAcc(width: 7, hidden: 14, layers: 0)),
    ("norm.epsilon", .gptAcc(width: 7, hidden: 14).changed { $0.norm.epsilon = .nan }),
    ("weights.positions", .gptAcc(width: 7, hidden: 14).changed { $0.weights[.positions] = .places(.all) }),
    (
      "weights.positions",
      .gptAcc(width: 7, hidden: 14).changed { $0.weights[.positions] = .product(first: .own, second: .own, rank: -1) }
    ),
    ("attention.rotary.base", .qwen3(width: 3, hidden: 3, heads: 1, headWidth: 4, base: .infinity)),
    ("attention.rotary.period", .twenty.changed { $0.attention.rotary?.period = 0 }),
    ("attention.queryKeyWidth", .qwen3(width: 3, hidden: 3, heads: 1, headWidth: 5, base: 3)),
    ("attention.keyValueHeads", .qwen3(width: 3, hidden: 3, heads: 4, keyValueHeads: 3, headWidth: 4, base: 3)),
    ("attention.keyValueHeads", .qwen3(width: 3, hidden: 3, heads: 2, keyValueHeads: 0, headWidth: 4, base: 3)),
    ("attention.heads", .qwen3(width: 3, hidden: 3, heads: 64, headWidth: 512, base: 3)),
    (
      "weights.positions",
      .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true).changed { $0.residual = .split(token: 2, position: 2) }
    ),
    ("weights.positions", .microAdder133.changed { $0.residual = .split(token: 2, position: 2) }),
    (
      "weights.tokens",
      .spiral242.changed { ($0.residual, $0.weights[.tokens]) = (.split(token: 1, position: 5), .arc(TokenArc())) }
    ),
    ("format", .spiral242.changed { $0.format = .dense }),
    ("reads.output", .spiral242.changed { $0.reads = [.output: .token] }),
    ("weights", .spiral242.changed { $0.weights[.key, layer: 1] = .same(.query) }),
  ]

  /// Expressions that are none, each with the place at fault and a part of what is said of it.
  static let misfits: [(place: WeightPlace, expression: WeightExpression, says: String)] = [
    (.value, .same(.output), "shapes disagree: output is [7, 5], and [5, 7] is needed"),
    (.key, .transposed(.same(.up)), "shapes disagree"), (.key, .same(.key), "a circle: blocks.0.key -> blocks.0.key"),
    (.gate, .own, "no such place; let mlp.activation be swiGLU"), (.key, .same(.gate), "there is no 'gate' in this model"),
    (.key, .reference(WeightReference(.query, layer: 3)), "there is no 'blocks.3.query'"),
    (.key, .reference(WeightReference(.query, factor: .first)), "query is no product"),
    (.key, .number(), "a number is for norm1"), (.key, .unit, "'unit' is for norm1"),
    (.key, .arc(TokenArc()), "an arc is for tokens"),
    (.key, .constant([[1, 2], [3]]), "rows of finite numbers"), (.key, .constant([]), "rows of finite numbers"),
    (.key, .constant([[1, 2]]), "shapes disagree: the constant is [1, 2]"),
    (.key, .own(zeros: [MatrixEntry(7, 0)]), "outside of the matrix"), (.key, .own(zeros: [MatrixEntry(-1, 0)]), "outside"),
    (.key, .own(zeros: [MatrixEntry(0, 0), MatrixEntry(0, 0)]), "named twice"),
    (.key, .scaled(.scaled(.own)), "two of the same"), (.norm1, .turned(.own), "one row cannot be turned"),
    (.norm1, .product(first: .own, second: .own, rank: 1), "for matrices"), (.key, .sinusoids, "is for positions"),
    (.key, .scaled(.own, by: .learned(.nan)), "nan is no number"), (.norm2, .same(.query), "shapes disagree"),
    (.key, .product(first: .same(.query), second: .own, rank: 513), "a rank of 513"),
  ]

  @Test func misfitsAreNamedWithTheirPlace() {
    for (place, expression, says) in Self.misfits {
      let architecture = Architecture.gptAcc(width: 7, hidden: 14).changed {
        if says.contains("[5, 7]") { ($0.attention.valueWidth, $0.weights[.output]) = (5, .constant([[0]])) }
        $0.weights[place] = expression
        if says.contains("[5, 7]") { $0.weights[.output] = nil }
      }
      let error = #expect(throws: ArchitectureError.self) { try Program(architecture) }
      #expect(error?.field == "weights.\(place.rawValue)", "\(expression): \(error?.description ?? "")")
      #expect(error?.problem.contains(says) == true, "\(error?.description ?? "")")
    }
  }

  @Test func circlesAcrossPlacesAreNamed() {
    let circle = Architecture.gptAcc(width: 7, hidden: 14).changed {
      $0.weights = [.query: .same(.key), .key: .scaled(.same(.value)), .value: .transposed(.same(.query))]
    }
    let error = #expect(throws: ArchitectureError.self) { try Program(circle) }
    #expect(error?.problem == "a circle: blocks.0.query -> blocks.0.key -> blocks.0.value -> blocks.0.query")
    let ofFactors = Architecture.gptAcc(width: 7, hidden: 14).changed {
      for (place, other) in [(WeightPlace.query, WeightPlace.key), (.key, .query)] {
        $0.weights[place] = .product(first: .reference(WeightReference(other, factor: .first)), second: .own, rank: 2)
      }
    }
    let circle2 = #expect(throws: ArchitectureError.self) { try Program(ofFactors) }
    #expect(
      circle2?.problem == "a circle: blocks.0.query -> blocks.0.key.first -> blocks.0.query.first -> blocks.0.key.first")
  }

  /// A file could ask for two of two of two ... matrices: that is said, not computed.
  @Test func referencesThatDoubleAtEveryStepAreRefused() {
    let doubling = Architecture.gptAcc(width: 7, hidden: 14, layers: 16).changed {
      let places: [WeightPlace] = [.query, .key, .value, .output]
      for layer in 0..<16 {
        for (index, place) in places.enumerated() {
          let last = index == 3
          guard !(last && layer == 15) else { continue }
          let next = WeightExpression.reference(
            WeightReference(places[(index + 1) % 4], layer: last ? layer + 1 : layer))
          $0.weights[place, layer: layer] = .product(first: next, second: next, rank: 7)
        }
      }
    }
    #expect { try Program(doubling) } throws: { "\($0)".contains("more than 64 other places") }
  }

  @Test func expressionsReadAsTheyAreWritten() throws {
    let text =
      #"{"key": {"turned": "query"}, "value": "query", "output": {"transposed": "query"}, "gate": {"scaled": "up"}, "#
      + #""down": {"turned": {"transposed": "up"}}, "norm2": "norm1", "finalNorm": "norm1", "keyNorm": "queryNorm"}"#
    let weights = try JSONDecoder().decode(WeightExpressions.self, from: Data(text.utf8))
    #expect(
      weights == [
        .key: .turned(.same(.query)), .value: .same(.query), .output: .transposed(.same(.query)), .gate: .scaled(.same(.up)),
        .down: .turned(.transposed(.same(.up))), .norm2: .same(.norm1), .finalNorm: .same(.norm1), .keyNorm: .same(.queryNorm),
      ])
    let wrong = [
      #"{"key": "quark"}"#, #"{"quark": "own"}"#, #"{"key": {"turned": "query", "scaled": "query"}}"#, #"{"key": {}}"#,
      #"{"key": {"product": ["own"], "rank": 1}}"#, #"{"tokens": {"ellipse": {"amplitude": 1}}}"#, #"{"key": 3}"#,
      #"{"blocks.1.tokens": "own"}"#, #"{"query.first": "own"}"#, #"{"positions": {"spiral": {"correction": "pitch"}}}"#,
    ]
    for text in wrong {
      #expect(throws: DecodingError.self, "\(text)") { try JSONDecoder().decode(WeightExpressions.self, from: Data(text.utf8)) }
    }
  }

  @Test func nonsenseIsRefusedWithTheField() {
    for (field, architecture) in Self.nonsense {
      #expect { try Program(architecture) } throws: { ($0 as? ArchitectureError)?.field == field }
    }
  }

  /// The source's own runs crashed here.
  @Test func rotaryPositionsSayWhyAnOddHeadWillNotDo() {
    let odd = Architecture.gptAcc(width: 7, hidden: 28).changed {
      $0.attention.rotary = RotaryPositions(base: 10_000, pairing: .interleaved)
    }
    #expect { try odd.validate() } throws: {
      "\($0)"
        == "architecture field 'attention.queryKeyWidth': rotary positions turn pairs of features, and 7 is odd; "
        + "give a head an even width"
    }
  }

  @Test(arguments: TestModels.architectures.map(\.name))
  func theSummarySaysSomethingOnEveryTopic(name: String) throws {
    for line in try TestModels.named(name).summary { #expect(!line.topic.isEmpty && line.text.count > 3, "\(line.topic)") }
  }

  @Test func modelsRefuseWeightsOfAnotherSize() {
    #expect(throws: ArchitectureError.self) { try Model(.gptAcc(width: 7, hidden: 14), weights: [1, 2, 3]) }
  }
}
