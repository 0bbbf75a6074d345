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
  @Test func earlierDescriptionsKeepTheirMeaningAndTheirText() throws {
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
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    for (text, architecture) in [
      (micro, Architecture.microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true)),
      (dense, .gptAcc(width: 7, hidden: 14)),
    ] {
      #expect(try JSONDecoder().decode(Architecture.self, from: Data(text.utf8)) == architecture)
      #expect(String(decoding: try encoder.encode(architecture), as: UTF8.self) == text)
    }
  }

  @Test func unknownPositionsAreRefused() {
    for text in [#"{"kind":"alibi"}"#, #"{"kind":"rotary","base":10}"#, #"{"kind":"spiral","trained":["pitch"]}"#] {
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(PositionEmbedding.self, from: Data(text.utf8)) }
    }
  }

  @Test func aSpiralMayBeLearnedInPart() throws {
    let text = #"{"kind":"spiral","trained":["slope","amp","slope"],"special":"none"}"#
    let decoded = try JSONDecoder().decode(PositionEmbedding.self, from: Data(text.utf8))
    #expect(decoded == .spiral(Spiral(trained: [.amp, .slope]), special: .none))
  }

  /// Each with the field at fault.
  static let nonsense: [(field: String, architecture: Architecture)] = [
    ("attention", .gptAcc(width: 7, hidden: 14).changed { $0.attention.heads = 2 }),
    ("mlp.hidden", .gptAcc(width: 7, hidden: Int.max)),
    ("contextLength", .gptAcc(width: 7, hidden: 14).changed { $0.contextLength = 20 }),
    ("layers", .gptAcc(width: 7, hidden: 14, layers: 0)),
    ("norm.epsilon", .gptAcc(width: 7, hidden: 14).changed { $0.norm.epsilon = .nan }),
    ("naming", .gptAcc(width: 7, hidden: 14).changed { $0.naming = .spiral }),
    ("positions", .gptAcc(width: 7, hidden: 14).changed { $0.positions = .places(special: .all) }),
    ("positions", .spiral242.changed { $0.positions = .sinusoidal }),
    ("positions.rank", .gptAcc(width: 7, hidden: 14).changed { $0.positions = .factored(rank: -1) }),
    ("positions.base", .qwen3(width: 3, hidden: 3, heads: 1, headWidth: 4, base: .infinity)),
    ("attention.queryKeyWidth", .qwen3(width: 3, hidden: 3, heads: 1, headWidth: 5, base: 3)),
    (
      "attention.queryKeyWidth",
      .gptAcc(width: 7, hidden: 28).changed { $0.positions = .rotary(base: 10_000, pairing: .interleaved) }
    ),
    ("attention.keyValueHeads", .qwen3(width: 3, hidden: 3, heads: 4, keyValueHeads: 3, headWidth: 4, base: 3)),
    ("attention.keyValueHeads", .qwen3(width: 3, hidden: 3, heads: 2, keyValueHeads: 0, headWidth: 4, base: 3)),
    ("attention.keyValueHeads", .gptAcc(width: 8, hidden: 3, heads: 2).changed { $0.attention.keyValueHeads = 1 }),
    ("attention.heads", .qwen3(width: 3, hidden: 3, heads: 64, headWidth: 512, base: 3)),
    ("attention.queryKey", .gptAcc(width: 7, hidden: 14).changed { $0.attention.queryKey = .rotated }),
    ("attention.sharedFactor", .gptAcc(width: 7, hidden: 14).changed { $0.attention.sharedFactor = .first }),
    ("attention.tiesValueToKey", .microAdder133.changed { $0.attention.tiesValueToKey = true }),
    ("attention.queryKeyValueRank", .microAdder133.changed { $0.attention.queryKeyValueRank = 2 }),
    ("unembedding", .spiral242.changed { $0.unembedding = .tied }),
    ("unembedding", .gptAcc(width: 7, hidden: 14).changed { $0.mlp.tiesDownToUnembedding = true }),
    ("layers", .microAdder133.changed { $0.layers = 2 }),
    (
      "attention.valueWidth",
      .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true).changed { $0.residual = .split(token: 2, position: 2) }
    ),
    ("residual.position", .microAdder133.changed { $0.residual = .split(token: 2, position: 2) }),
    ("tokens", .spiral242.changed { $0.tokens = .arc }),
    ("format", .spiral242.changed { $0.format = .dense }),
  ]

  @Test func nonsenseIsRefusedWithTheField() {
    for (field, architecture) in Self.nonsense {
      #expect { try Program(architecture) } throws: { ($0 as? ArchitectureError)?.field == field }
    }
  }

  /// The source's own runs crashed here.
  @Test func rotaryPositionsSayWhyAnOddHeadWillNotDo() {
    let odd = Architecture.gptAcc(width: 7, hidden: 28).changed { $0.positions = .rotary(base: 10_000, pairing: .interleaved) }
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
