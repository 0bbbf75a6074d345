import Addition
import Lanes
import Transformer

/// Where a subspace is looked for: one hook, at the position that predicts the digit. Heads lie end to end in one vector.
struct AlignmentSite: Sendable {
  let hook: HookPoint
  let heads: Int
  let features: Int

  var width: Int { heads * features }

  /// - Throws: `AnalysisError.noHook`; `.plan` for attention weights, which have a length of their own at every position.
  init(_ name: String, of program: Program) throws(AnalysisError) {
    guard let hook = program.hook(name) else { throw .noHook(name) }
    guard !hook.isAttention else {
      throw .plan("\(name) has no subspace: it holds as many numbers as there are keys; take hook_z")
    }
    (self.hook, heads, features) = (hook, hook.heads ?? 1, hook.features(positions: program.positions))
  }

  /// After each block's attention, and what its heads mix and write; and its MLP's hidden units.
  static func usual(of program: Program) -> [String] {
    (0..<program.architecture.layers).flatMap { layer in
      ["attn.hook_z", "hook_attn_out", "hook_resid_mid", "mlp.hook_post"].map { "blocks.\(layer).\($0)" }
    }.filter { program.hook($0) != nil }
  }

  /// The activations of problems at the queries that predict one digit of each.
  func activations(of model: Model, at problems: [(problem: Problem, place: Int)], threads: Int) -> [[Double]] {
    let format = model.architecture.format
    let suite = ProblemSuite(name: "pairs", problems: problems.map(\.problem))
    return model.forEachBlock(of: suite, threads: threads, initial: [[Double]]()) { pass, weights, indices, vectors in
      pass.forward(weights)
      for lane in 0..<indices.count {
        let query = format.query(answerDigit: problems[indices.lowerBound + lane].place)
        vectors.append(
          (0..<width).map {
            Double(pass.activation(hook, lane: lane, head: $0 / features, position: query, feature: $0 % features))
          })
      }
    }.flatMap { $0 }
  }

  /// A program that gives the component along a unit vector its value on the donor, where one digit is predicted.
  func interchanging(_ direction: [Double], in program: Program, place: Int) throws(AnalysisError) -> Program {
    let query = program.architecture.format.query(answerDigit: place)
    let edit = HookEdit(hook.name) { [heads, features] view in
      guard view.positions.contains(query) else { return }
      for problem in view.problems {
        var shift = 0.0
        for head in 0..<heads {
          for feature in 0..<features {
            let own = view[problem, head, query, feature]
            let given = view.donorValue(problem: problem, head: head, position: query, feature: feature) ?? own
            shift += direction[head * features + feature] * (given - own)
          }
        }
        for head in 0..<heads {
          for feature in 0..<features { view[problem, head, query, feature] += shift * direction[head * features + feature] }
        }
      }
    }
    do throws(InterventionError) {
      return try program.intervening(with: [], edits: [edit])
    } catch {
      throw .intervention(error)
    }
  }

  /// A program that gives all of it its value on the donor, where one digit is predicted.
  func interchangingAll(in program: Program, place: Int) throws(AnalysisError) -> Program {
    let query = program.architecture.format.query(answerDigit: place)
    do throws(InterventionError) {
      return try program.intervening(with: [Intervention(hook: hook.name, positions: [query], operation: .donor)])
    } catch {
      throw .intervention(error)
    }
  }
}
