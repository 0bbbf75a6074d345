import Addition
import Lanes
import Transformer

/// Activations of many problems at some sites: what probes learn from and are tested on.
struct ProbeExamples: Sendable {
  /// By site, `[problem][element]`.
  let values: [[Float]]

  /// Runs a model over problems, teacher-forced.
  ///
  /// - Parameter sites: those of one hook stand together.
  /// - Throws: `AnalysisError.notFinite`.
  init(_ model: Model, at sites: [ProbeSite], on problems: ProblemSuite) throws(AnalysisError) {
    let positions = model.program.positions
    let readers = Self.runs(of: sites).map { run in
      let hook = sites[run.lowerBound].hook
      let places = run.map { index in
        sites[index].elements.map {
          hook.index(head: $0.head, position: sites[index].position, feature: $0.feature, positions: positions)
        }
      }
      return (sites: run, reader: ActivationReader(hook, in: model.program), places: places)
    }
    let parts = model.forEachBlock(of: problems, threads: 1, initial: sites.map { _ in [Float]() }) {
      pass, weights, indices, values in
      pass.forward(weights)
      for (run, reader, places) in readers {
        let width = reader.valuesPerProblem
        withUnsafeTemporaryAllocation(of: Float.self, capacity: indices.count * width) { buffer in
          guard let base = buffer.baseAddress else { return }
          reader.copy(from: pass, to: base)
          for (site, places) in zip(run, places) {
            for problem in 0..<indices.count {
              for place in places { values[site].append(base[problem * width + place]) }
            }
          }
        }
      }
    }
    values = sites.indices.map { site in parts.flatMap { $0[site] } }
    for (site, values) in zip(sites, values) where !values.allSatisfy(\.isFinite) {
      throw .notFinite(quantity: "\(site.hook.name) at position \(site.position)")
    }
  }

  /// Runs of sites of one hook.
  private static func runs(of sites: [ProbeSite]) -> [Range<Int>] {
    let starts = sites.indices.filter { $0 == 0 || sites[$0].hook != sites[$0 - 1].hook }
    return zip(starts, starts.dropFirst() + [sites.count]).map { $0..<$1 }
  }
}
