import Addition
import Transformer

extension ProbePlan {
  /// The causal check of some probes: each digit's accuracy without the probe's directions, and without as many others.
  ///
  /// - Parameter probes: cell by cell; nil for those that are not checked.
  /// - Returns: by cell. Hooks that nothing computes, such as a norm's scale, cannot be checked.
  func removals(
    of model: Model, probes: [LinearProbe?], threads: Int
  ) throws(AnalysisError) -> [(cell: Int, removal: DirectionRemoval)] {
    typealias Run = StateMeasurer.Run
    struct Check {
      let cell, directions: Int
      let own: Run
      let other: Run?
    }
    var checks: [Check] = []
    for (cell, probe) in probes.enumerated() {
      guard let probe else { continue }
      let site = sites[cells[cell].site]
      func run(_ directions: [[Double]]) throws(InterventionError) -> Run {
        let edit = DirectionEraser(directions, probe.whitening).edit(site)
        return Run(program: try model.program.intervening(with: [], edits: [edit]), digits: [site.place])
      }
      do throws(InterventionError) {
        let other = probe.otherDirections(seed: seed, cell: cell)
        checks.append(
          Check(
            cell: cell, directions: probe.removedDirections, own: try run(probe.ownDirections),
            other: try other.map { directions throws(InterventionError) in try run(directions) }))
      } catch { continue }
    }
    guard !checks.isEmpty else { return [] }
    let plain = Run(program: model.program, digits: Array(0..<model.architecture.format.answerLength))
    let accuracies = try StateMeasurer(model: model, test: test, threads: threads)
      .measure([[plain]] + checks.flatMap { [[$0.own]] + ($0.other.map { [[$0]] } ?? []) }).map(\.accuracy)
    let deviate = ProbeClaims.deviate(intervals: checks.count)
    var next = 1
    return checks.map { check in
      let place = sites[cells[check.cell].site].place
      func take() -> Proportion {
        next += 1
        return accuracies[next - 1].digits[place].overall
      }
      let after = take()
      return (
        check.cell,
        DirectionRemoval(
          directions: check.directions, before: accuracies[0].digits[place].overall, after: after,
          control: check.other == nil ? nil : take(), deviate: deviate)
      )
    }
  }
}
