import Addition
import ReferenceModels
import Testing
import Transformer

/// The published models' exact matches on AdderBoard's 10,010 problems, as counted in float64 from their files.
@Suite(.enabled(if: ReferenceModel.isPresent, "needs ../shared/reference-hooks"))
struct ReferenceDecodingTests {
  @Test(arguments: [
    ("microadder-67p", 10_010...10_010), ("microadder-133p", 10_010...10_010), ("lowrank-512p", 10_006...10_010),
    ("lowrank-262p", 10_003...10_007), ("qwen3-122p", 10_003...10_007), ("spiral-242p", 9_914...9_920),
  ])
  func exactMatchesAreThoseCounted(name: String, expected: ClosedRange<Int>) throws {
    let reference = try #require(ReferenceModel.all.first { $0.name == name })
    let program = try Program(reference.architecture)
    let model = try Model(program, weights: try reference.weights(for: program.parameters).map { Float($0) })
    let accuracy = model.evaluate(.adderBoard, threads: 2).accuracy
    #expect(accuracy.total == 10_010 && expected.contains(accuracy.count), "\(accuracy.count)")
  }
}
