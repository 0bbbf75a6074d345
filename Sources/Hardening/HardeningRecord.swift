/// How weights were hardened: by what plan, and what was found after each round.
public struct HardeningRecord: Hashable, Sendable {
  /// What was done.
  public let plan: HardeningPlan
  /// What was found, that of the weights before training first.
  public let rounds: [HardeningRound]

  /// A record of at least one round.
  init(plan: HardeningPlan, rounds: [HardeningRound]) { (self.plan, self.rounds) = (plan, rounds) }
}
