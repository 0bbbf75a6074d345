import Addition
import Lanes
import Transformer

extension Model {
  /// The vectors that the ten digits really have in the residual stream, read off a pass: `[digit][dimension]`.
  func digitVectors() throws(AnalysisError) -> [[Double]] {
    let hook = try hook("hook_embed")
    let position = architecture.format.firstOperandPosition(0)
    let digits = 0..<10
    return try vectors(of: digits.map { Problem(inRange: UInt64($0), 0) }) { pass, lane in
      (0..<hook.features(positions: program.positions)).map {
        Double(pass.activation(hook, lane: lane, position: position, feature: $0))
      }
    }
  }

  /// The vectors that the positions really have: `[position][dimension]`.
  func positionVectors() throws(AnalysisError) -> [[Double]] {
    let hook = try hook("hook_pos_embed")
    return try vectors(of: [Problem(inRange: 0, 0)]) { pass, lane in
      (0..<program.positions).flatMap { position in
        (0..<hook.features(positions: program.positions)).map {
          Double(pass.activation(hook, lane: lane, position: position, feature: $0))
        }
      }
    }.flatMap { row in
      let width = hook.features(positions: program.positions)
      return (0..<program.positions).map { Array(row[($0 * width)..<(($0 + 1) * width)]) }
    }
  }

  private func hook(_ name: String) throws(AnalysisError) -> HookPoint {
    guard let hook = program.hook(name) else { throw .noHook(name) }
    return hook
  }

  private func vectors(
    of problems: [Problem], _ read: (Pass<Lane>, _ lane: Int) -> [Double]
  ) throws(AnalysisError) -> [[Double]] {
    let pass = Pass<Lane>(program)
    let store = WeightStore(program, parameters: weights)
    let blocks = stride(from: 0, to: problems.count, by: Pass<Lane>.capacity).map {
      problems[$0..<min($0 + Pass<Lane>.capacity, problems.count)]
    }
    let vectors = blocks.flatMap { block in
      pass.load(block)
      pass.forward(store)
      return block.indices.map { read(pass, $0 - block.startIndex) }
    }
    guard vectors.joined().allSatisfy(\.isFinite) else { throw .notFinite(quantity: "an embedding") }
    return vectors
  }
}
