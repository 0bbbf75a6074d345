import Addition
import Arguments
import Traces

extension ProblemOptions {
  /// The problems, each with a corrupted one: those of a file of pairs, or made by changing one carry.
  func readPairs() throws -> ProblemPairs {
    if count != nil, let note = source.note { printNote(note) }
    let pairs = try source.pairs { path in try TraceReader.problems(of: path) }
    guard pairs.count <= Usual.most else {
      throw ValidationError("\(pairs.source) are more than this command takes; give at most \(grouped(Usual.most))")
    }
    return pairs
  }
}

/// What is patched: each pair keeps a number for every node.
enum PatchedProblems: UsualProblems {
  static let (suite, count, most) = (SuiteKind.carry, 2000, 1_000_000)
}
