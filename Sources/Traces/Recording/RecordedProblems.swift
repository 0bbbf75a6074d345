import Addition
import Transformer

extension TraceProblems {
  /// Problems with what the field asks about them: tokens, the model's answers, and how the carries run.
  ///
  /// - Parameters:
  ///   - answers: the model's, in the same order; nil where it gave no number.
  ///   - tokens: what it read, `[problem, position]`.
  ///   - sequence: the dimension of the tokens.
  init(_ problems: Slice<ProblemSuite>, answers: [UInt64?], tokens: [UInt8], sequence: TraceDimension) {
    var (carryIn, chainInto, kind, longest): ([UInt8], [UInt8], [UInt8], [UInt8]) = ([], [], [], [])
    for problem in problems {
      let carries = Carries(problem)
      for place in 0..<Problem.sumDigits {
        carryIn.append(carries.carryIn(place) ? 1 : 0)
        chainInto.append(UInt8(carries.chain(into: place)))
      }
      for place in 0..<Problem.operandDigits { kind.append(carries.kind(place).rawValue) }
      longest.append(UInt8(carries.longestChain))
    }
    let place = TraceDimension("place", size: Problem.sumDigits)
    let operandPlace = TraceDimension("operand_place", size: Problem.operandDigits)
    self.init(
      a: problems.map { Int64($0.a) }, b: problems.map { Int64($0.b) },
      answer: answers.map { $0.map { Int64($0) } ?? -1 },
      position: sequence, tokens: tokens,
      columns: [
        TraceColumn(
          "carry_in", meaning: "1 where a carry enters the answer digit of 10^place", dimensions: [place], values: carryIn),
        TraceColumn(
          "carry_kind", meaning: "0 where the operand digits of 10^operand_place kill a carry, 1 propagate, 2 generate",
          dimensions: [operandPlace], values: kind),
        TraceColumn(
          "chain_into", meaning: "how many places the carry into the answer digit of 10^place has travelled, 0 without one",
          dimensions: [place], values: chainInto),
        TraceColumn("longest_chain", meaning: "the length of the longest carry chain", values: longest),
      ])
  }

  /// The columns, still without problems.
  init(sequence: TraceDimension) {
    self.init(ProblemSuite(name: "", problems: [])[...], answers: [], tokens: [], sequence: sequence)
  }
}

extension TraceDimension {
  /// The dimension of the tokens: `position`, unless hooks have only some of the positions. Then that name is theirs.
  static func tokens(_ format: TokenFormat, areAllRecorded: Bool) -> TraceDimension {
    TraceDimension(areAllRecorded ? "position" : "sequence", labels: Array(format.positionLabels.prefix(format.inputLength)))
  }
}

extension TraceHook {
  /// A hook of a program under the names of its dimensions.
  /// - Parameter positions: those that are kept.
  init(_ hook: HookPoint, in program: Program, positions kept: [Int]) {
    let format = program.architecture.format
    let all = Array(format.positionLabels.prefix(program.positions))
    let names = kept.map { all[$0] }
    let dimensions = zip(hook.dimensionNames, hook.dimensions(positions: program.positions)).map { name, size in
      switch name {
      case "position": TraceDimension.position(names)
      case "query": TraceDimension.query(names)
      case "key": TraceDimension.key(all)
      case "d_vocab": TraceDimension(name, labels: format.tokenLabels)
      default: TraceDimension(name, size: size)
      }
    }
    self.init(hook.name, dimensions)
  }
}
