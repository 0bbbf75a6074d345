import Interpretability
import Testing
import Transformer

/// A planted model with the parts that it lives on.
struct PlantedCircuit: CustomTestStringConvertible, Sendable {
  let name: String
  let grain: CircuitGrain
  let circuit: [String]
  let model: Model

  var testDescription: String { name }

  init(
    _ name: String, _ grain: CircuitGrain = .nodes, layers: Int = 1, heads: Int = 1, hidden: Int = 2, is circuit: [String],
    _ plant: (inout PlantedModel) throws -> Void
  ) throws {
    var planted = try PlantedModel(layers: layers, heads: heads, hidden: hidden)
    try plant(&planted)
    (self.name, self.grain, self.circuit) = (name, grain, circuit)
    model = try planted.model
  }

  private static let scratch = PlantedModel.scratch

  /// A head that copies digits into empty dims, and units that copy them from there to the answer; the units stand in the given
  /// order.
  static func relay(_ planted: inout PlantedModel, units: [Int]) throws {
    try planted.plantHead(0, to: scratch)
    for (digit, unit) in units.enumerated() { try planted.plantUnit(unit, from: scratch + digit, to: digit) }
  }

  static let relayUnits = [11, 2, 7, 0, 9, 4, 12, 5, 1, 8]

  static var all: [PlantedCircuit] {
    get throws {
      [
        try .init("one head copies", is: ["L0H0"]) { try $0.plantHead() },
        try .init("it reads X[i] alone", .reads, is: ["L0H0 value of X[i]"]) { try $0.plantHead() },
        try .init("units write where nobody reads", hidden: 4, is: ["L0H0"]) {
          try $0.plantHead()
          for unit in 0..<4 { try $0.plantUnit(unit, from: unit, to: 20 + unit) }
        },
        try .init("the second head works", heads: 2, is: ["L0H1"]) { try $0.plantHead(1) },
        try .init("a weaker copy of the head", heads: 2, is: ["L0H0"]) {
          try $0.plantHead(0)
          try $0.plantHead(1, strength: 1)
        },
        try .init("a head that writes where nobody reads", heads: 2, is: ["L0H1"]) {
          try $0.plantHead(0, to: scratch)
          try $0.plantHead(1)
        },
        try .init("heads for even and odd digits", heads: 2, is: ["L0H0", "L0H1"]) {
          try $0.plantHead(0, digits: [0, 2, 4, 6, 8, 10])
          try $0.plantHead(1, digits: [1, 3, 5, 7, 9])
        },
        try .init("the second block works", layers: 2, is: ["L1H0"]) { try $0.plantHead(layer: 1) },
        try .init("a head that hands on to a head", layers: 2, heads: 2, is: ["L0H1", "L1H0"]) {
          // Weakly: what is loud in the stream makes the next block's norm turn the positions down.
          try $0.plantHead(1, to: scratch, strength: 0.15)
          try $0.plantHead(0, layer: 1, looksBack: false, from: scratch)
        },
        try .init(
          "a head that hands on to ten of thirteen units", heads: 2, hidden: 13,
          is: ["L0H0"] + relayUnits.sorted().map { "L0 unit \($0)" }
        ) { try relay(&$0, units: relayUnits) },
        try .init("edges of the copying head", .edges, is: ["tokens -> L0H0 values", "L0H0 -> logits"]) { try $0.plantHead() },
        try .init(
          "edges of the relay", .edges, heads: 2, hidden: 13,
          is: ["tokens -> L0H0 values", "L0H0 -> L0 MLP", "L0 MLP -> logits"]
        ) { try relay(&$0, units: relayUnits) },
      ]
    }
  }
}
