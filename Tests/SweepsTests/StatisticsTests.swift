import Addition
import Testing

@testable import Sweeps

@Suite struct StatisticsTests {
  /// A curve of validations of 1,000 problems, every 100 steps.
  private func curve(_ exact: [Int]) -> RunCurve {
    RunCurve(
      exact.enumerated().map { .init(step: 100 * ($0.offset + 1), trainingLoss: 1, exact: $0.element, tokens: 0, loss: 1) },
      problems: 1000, digits: 11_000)
  }

  @Test func stepsToAShare() {
    let grokked = curve([0, 9, 10, 400, 500, 995, 990, 1000, 700])
    #expect(grokked.steps(to: 0.01) == 300)
    #expect(grokked.steps(to: 0.5) == 500)
    #expect(grokked.steps(to: 0.99) == 600)
    #expect(curve([0, 989]).steps(to: 0.99) == nil)
    #expect(curve([]).steps(to: 0.01) == nil)
  }

  @Test func theLargestJump() {
    #expect(curve([0, 9, 10, 400, 500, 995]).largestJump == .init(from: 500, to: 600, rise: 0.495))
    #expect(curve([0, 100, 50, 150]).largestJump == .init(from: 100, to: 200, rise: 0.1))
    #expect(curve([500, 400, 400]).largestJump == nil)
    #expect(curve([500]).largestJump == nil)
    #expect(curve([]).largestJump == nil)
  }

  @Test func stabilityIsOfWhatComesAfter() {
    let stability = curve([0, 995, 990, 1000, 700]).stability
    #expect(stability == .init(held: Proportion(2, of: 3), lowest: 0.7))
    #expect(curve([0, 500, 995]).stability == nil)
    #expect(curve([0, 500]).stability == nil)
    #expect(curve([990, 989]).stability == .init(held: Proportion(0, of: 1), lowest: 0.989))
  }

  @Test func medians() {
    #expect(VariationSummary.median([]) == nil)
    #expect(VariationSummary.median([5]) == 5)
    #expect(VariationSummary.median([9, 1, 4]) == 4)
    #expect(VariationSummary.median([9, 1, 4, 6]) == 5)
  }

  @Test func aSummaryCountsWhatCounts() throws {
    let plan = try SweepPlan.shipped(["microadder-57p", "gptacc-777p"], seeds: "11-16", until: 2)
    let shares = [0.2, 0.995, 0.3, 1.0, 1.0]
    let records = shares.enumerated().map { RunRecord.madeUp(plan, 0, $0.offset, share: $0.element) }
    let results = SweepResults(plan: plan, version: "1", records: records)
    let (first, second) = (results.summaries[0], results.summaries[1])
    #expect(first.seeds == 4)
    #expect(first.isDecided)
    #expect(first.surplus == 1)
    #expect(first.success == Proportion(2, of: 4))
    #expect(first.best?.seed == 14)
    #expect(first.parameters == 57)
    #expect(first.cpuSeconds == 6)
    #expect(first.endings == [.completed: 4])
    // Made-up curves rise in three even steps of 100.
    #expect(first.medianStepsTo99 == 300)
    #expect(second.success == Proportion(0, of: 0))
    #expect(!second.isDecided)
    #expect(second.best == nil)
    #expect(!results.isFinished)
    let lines = results.runsCSV.split(separator: "\n")
    #expect(lines.count == 6)
    #expect(lines[1].hasPrefix("microadder-57p,11,counted,completed,300,300,1000,5000,"))
    #expect(lines[5].contains(",surplus,"))
    let table = results.summaryCSV.split(separator: "\n")
    #expect(table[1].hasPrefix("microadder-57p,57,4,4,1,1,2,0.5,"))
    #expect(table.allSatisfy { $0.count { $0 == "," } == table[0].count { $0 == "," } })
    #expect(lines.allSatisfy { $0.count { $0 == "," } == lines[0].count { $0 == "," } })
  }

  @Test func ofEqualRunsTheEarlierSeedIsBest() throws {
    let plan = try SweepPlan.shipped(["microadder-57p"], seeds: "1-3")
    let (first, second) = (RunRecord.madeUp(plan, 0, 0, share: 1).result, RunRecord.madeUp(plan, 0, 1, share: 1).result)
    // The losses differ.
    #expect(first.isBetter(than: second) != second.isBetter(than: first))
    #expect(!first.isBetter(than: first))
    #expect(first.isBetter(than: RunRecord.madeUp(plan, 0, 2, share: 0.5).result))
  }
}
