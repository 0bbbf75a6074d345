import Addition
import Transformer

extension TraceProblems {
  /// The problems of a suite with what the field asks about them: tokens, the model's answers, and how the carries run.
  ///
  /// - Parameter answers: the model's, in the order of the suite; nil where it gave no number.
  init(_ suite: ProblemSuite, answers: [UInt64?], format: TokenFormat) {
    var tokens = [UInt8](repeating: 0, count: suite.count * format.inputLength)
    var carryIn: [UInt8] = []
    var chainInto: [UInt8] = []
    var kind: [UInt8] = []
    var longest: [UInt8] = []
    carryIn.reserveCapacity(suite.count * Problem.sumDigits)
    chainInto.reserveCapacity(suite.count * Problem.sumDigits)
    kind.reserveCapacity(suite.count * Problem.operandDigits)
    tokens.withUnsafeMutableBufferPointer { tokens in
      for (index, problem) in suite.enumerated() {
        let row = index * format.inputLength
        format.encodeInput(problem, into: UnsafeMutableBufferPointer(rebasing: tokens[row..<row + format.inputLength]))
        let carries = Carries(problem)
        for place in 0..<Problem.sumDigits {
          carryIn.append(carries.carryIn(place) ? 1 : 0)
          chainInto.append(UInt8(carries.chain(into: place)))
        }
        for place in 0..<Problem.operandDigits { kind.append(carries.kind(place).rawValue) }
        longest.append(UInt8(carries.longestChain))
      }
    }
    let place = TraceDimension("place", size: Problem.sumDigits)
    let operandPlace = TraceDimension("operand_place", size: Problem.operandDigits)
    self.init(
      a: suite.map { Int64($0.a) }, b: suite.map { Int64($0.b) }, answer: answers.map { $0.map { Int64($0) } ?? -1 },
      positions: Array(format.positionLabels.prefix(format.inputLength)), tokens: tokens,
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
}

extension TraceHook {
  /// A hook of a program under the names of its dimensions.
  init(_ hook: HookPoint, in program: Program) {
    let format = program.architecture.format
    let positions = Array(format.positionLabels.prefix(program.positions))
    let inner: [TraceDimension] =
      switch hook.shape {
      case .attention: [.query(positions), .key(positions)]
      case .features(let width), .headFeatures(_, let width):
        [
          .position(positions),
          hook.featureDimension == "d_vocab"
            ? TraceDimension(hook.featureDimension, labels: format.tokenLabels)
            : TraceDimension(hook.featureDimension, size: width),
        ]
      }
    self.init(hook.name, (hook.heads.map { [.head($0)] } ?? []) + inner)
  }
}
