import Addition
import Interpretability
import Transformer

extension BenchRun {
  /// Zeroing every node by itself: the head's mixture and every hidden unit, at every position, on 1,000 problems.
  func measureAblation() throws {
    let problems = ProblemSuite.carry(count: rounds.isQuick ? 160 : 1_000)
    for name in models where name.isTiny {
      let model = try name.load().model
      let nodes = Self.nodes(of: model.program)
      // The unharmed model is run as well.
      let forwards = Double((nodes.count + 1) * problems.count)
      let scan = Workload(units: forwards) {
        _ = try AblationStudy(model, on: problems, components: nodes, ablations: [.zero], threads: self.threads)
      }
      let (ours, peers) = try measure([scan], peer: name == .gptAcc777 ? .init(script: "analysis.py", job: .ablation) : nil)
      for rates in ours {
        add(
          BenchRow(
            job: Job.ablation.rawValue, model: name.rawValue, threads: threads, spread: Spread(rates), unit: "node-problems/s",
            peer: peers.best(Job.ablation.rawValue, name.rawValue)))
      }
    }
  }

  private static func nodes(of program: Program) -> [Component] {
    (0..<program.positions).flatMap { position in
      ["blocks.0.attn.hook_z", "blocks.0.mlp.hook_post"].compactMap(program.hook).flatMap { hook in
        (0..<(hook.heads ?? hook.features(positions: program.positions))).map { index in
          Component(
            name: "\(hook.name) \(index) at \(position)", group: .custom,
            parts: [
              .init(
                hook: hook.name, head: hook.heads == nil ? nil : index, positions: [position],
                features: hook.heads == nil ? [index] : nil)
            ])
        }
      }
    }
  }
}
