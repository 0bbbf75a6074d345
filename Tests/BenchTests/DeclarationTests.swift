import Arguments
import Testing
import Transformer

@testable import bench

@Suite struct DeclarationTests {
  @Test func everyArgumentCanBeReached() {
    #expect(Bench.declarationProblems.isEmpty)
  }

  @Test func wrongCommandLinesAreUsageErrors() {
    for line in [["--jobs", "trainning"], ["--models", "gptacc-778"], ["--threads", "0"], ["--threads", "1025"], ["surplus"]] {
      #expect(Bench.execute(line).exitCode == .usage, "\(line)")
    }
  }

  /// The number in a model's name is its number of parameters.
  @Test(arguments: [
    (BenchModel.microAdder57, 57), (.microAdder67, 67), (.microAdder74, 74), (.lowRank262, 262), (.gptAcc777, 777),
    (.small2L64d, 103_616),
  ])
  func modelsAreWhatTheyAreCalled(model: BenchModel, parameters: Int) throws {
    let recipe = try model.recipe
    try recipe.validate()
    #expect(try Program(recipe.architecture).parameters.learnableCount == parameters)
  }
}
