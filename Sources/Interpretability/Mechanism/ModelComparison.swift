import Addition
import Transformer

/// The same questions put to two models: how well they add, where they look, what breaks when a part is taken out, and where they
/// learn of a carry.
public struct ModelComparison: Codable, Hashable, Sendable {
  /// One model's answers.
  public struct Side: Codable, Hashable, Sendable {
    /// What it is called.
    public let name: String
    /// Its learned parameters.
    public let parameters: Int
    /// Exact matches by the length of the longest carry chain, along the model's own answer.
    public let chains: CarryAccuracy
    /// Where the queries look that predict the answer.
    public let heads: [Head]
    /// What breaks, by resampling.
    public let ablation: AblationStudy
    /// Where it learns of a carry.
    public let route: CarryRoute

    init(
      _ name: String, _ model: Model, on test: ProblemSuite, seed: UInt64, threads: Int, progress: @escaping StudyProgress
    ) throws(AnalysisError) {
      (self.name, parameters) = (name, model.parameterCount)
      chains = try CarryAccuracy(model, on: test, threads: threads)
      heads = try AttentionSummary(model, on: test, threads: threads).heads.map(Head.init)
      ablation = try AblationStudy(model, on: test, ablations: [.resample], threads: threads, progress: progress)
      route = try CarryRoute(model, seed: seed, threads: threads)
    }
  }

  /// Where a head looks when it predicts a digit of the answer, averaged over digits and problems.
  public struct Head: Codable, Hashable, Sendable {
    /// Such as `L0H1`.
    public let name: String
    /// The mean attention on keys of every role; they sum to 1.
    public let roles: [AttentionSummary.RoleShare]
    /// The greatest standard deviation, over problems, of a weight from a query that predicts a digit: 0 where attention is
    /// determined by position alone.
    public let greatestDeviation: Double

    init(_ head: AttentionSummary.Head) {
      name = head.name
      roles = KeyRole.allCases.map { role in
        let shares = head.digits.compactMap { digit in digit.roles.first { $0.role == role }?.share }
        return .init(role: role, share: shares.reduce(0, +) / Double(max(shares.count, 1)))
      }
      greatestDeviation = head.digits.flatMap { head.deviation[$0.query] }.max() ?? 0
    }
  }

  /// The problems.
  public let source: ProblemSource
  /// The models, in the order given.
  public let sides: [Side]

  /// Asks both.
  ///
  /// - Parameters:
  ///   - seed: of the pairs that tell where a carry is learned of.
  ///   - progress: counts the problems of all components of both.
  /// - Throws: `AnalysisError` as the studies it is made of.
  public init(
    _ first: (name: String, model: Model), _ second: (name: String, model: Model), on test: ProblemSuite = .carry(),
    seed: UInt64 = 1, threads: Int = 1, progress: @escaping StudyProgress = { _, _ in }
  ) throws(AnalysisError) {
    source = test.source
    var sides: [Side] = []
    for (index, side) in [first, second].enumerated() {
      sides.append(
        try Side(side.name, side.model, on: test, seed: seed, threads: threads) { done, total in
          progress(done + index * total, 2 * total)
        })
    }
    self.sides = sides
  }

  /// Every number of both.
  public var table: StudyTable {
    var table = StudyTable(columns: ["model", "study", "item", "quantity"] + Estimate.columns("value"))
    for side in sides {
      let model = StudyTable.Cell.text(side.name)
      func add(_ study: String, _ item: String, _ quantity: String, _ estimate: Estimate) {
        table.add([model, .text(study), .text(item), .text(quantity)] + estimate.cells)
      }
      for row in side.chains.rows { add("accuracy", "chain \(row.longestChain)", "whole answers right", Estimate(row.accuracy)) }
      add("accuracy", "all", "whole answers right", Estimate(side.chains.overall))
      for place in side.route.places {
        add("carry route", "Z\(place.place)", "right unchanged", Estimate(place.unchanged))
        add("carry route", "Z\(place.place)", "follows output", Estimate(place.followsOutput))
        add("carry route", "Z\(place.place)", "follows operands", Estimate(place.followsOperands))
      }
      for row in side.ablation.rows {
        add("ablation", row.component.name, "whole answers right", Estimate(row.accuracy.exact))
        add("ablation", row.component.name, "digits right, no carry in", Estimate(row.accuracy.overall(carryIn: false)))
        add("ablation", row.component.name, "digits right, carry in", Estimate(row.accuracy.overall(carryIn: true)))
      }
      for head in side.heads {
        let count = StudyTable.Cell.count(side.chains.overall.total)
        for role in head.roles {
          table.add(
            [model, .text("attention"), .text(head.name), .text("weight on \(role.role.rawValue)"), .number(role.share), count]
              + [.none, .none])
        }
        table.add(
          [model, .text("attention"), .text(head.name), .text("greatest deviation"), .number(head.greatestDeviation), count]
            + [.none, .none])
      }
    }
    return table
  }
}
