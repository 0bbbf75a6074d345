import Addition
import Certificates
import Checkpoints
import Files
import ReferenceModels
import Testing
import Training

@testable import Hardening

/// Verdicts along a run.
@Suite struct MarginCourseTests {
  /// 30 steps away from a model that is right, too fast to stay so.
  @Test func everyStepIsCertified() throws {
    let scratch = try Scratch()
    var recipe = try Recipe.read("\(ShippedModel.folder)/period12-20p/recipe.json")
    recipe.from = .init(checkpoint: "\(ShippedModel.folder)/period12-20p")
    (recipe.steps, recipe.giveUp) = (30, [])
    recipe.learningRate = LearningRate(peak: 0.5, warmup: 20)
    recipe.validation = Validation(every: 10, count: 100)
    let folder = RunFolder(scratch.path + "/run")
    try TrainingRun(recipe, in: folder, threads: 2).train(keptEvery: 1)
    let course = try MarginCourse(of: folder, threads: 2)
    #expect(course.rows.map(\.step) == [10, 20, 30])
    for row in course.rows {
      #expect(row.validation?.total == 100 && row.looked > 1_000)
      #expect((row.verdict == .refuted) == (row.wrong > 0) && (row.margin != nil) == (row.verdict == .proved))
      if let margin = row.margin, let found = row.found { #expect(margin <= found) }
      if row.verdict == .refuted { #expect((row.found ?? 1) < 0) }
    }
    #expect(course.rows.last?.verdict == .refuted && course.provedFrom == nil)
    #expect(course.firstProved == course.rows.first { $0.verdict == .proved }?.step)
  }

  @Test func runsThatKeptNothingAreNone() throws {
    let scratch = try Scratch()
    #expect(throws: FileError.self) { try MarginCourse(of: RunFolder(scratch.path)) }
  }
}
