import Addition
import Checkpoints
import Figures
import Interpretability
import Plotting
import Training

/// One part of a report: a figure and what its numbers are.
struct ReportSection {
  let heading: String
  /// The figure and its file's name.
  let figure: (name: String, figure: Figure)?
  /// Markdown: one sentence or more, and tables.
  let text: String
  /// Whether the page on which the model runs shows the same for any sum.
  var isLive = false
}

/// The parts of a report in the order of reading: what the model is made of, where it looks, what matters, how well it does.
struct ReportSections {
  let checkpoint: Checkpoint
  let curve: TrainingCurve?
  let analyses: Analyses
  /// What is known of all sums.
  let certified: [ReportSection]

  private var subject: Subject { checkpoint.subject }

  var all: [ReportSection] {
    [example, budget, tokens, positions, attention, path, neurons, ablation(.resample), ablation(.zero), carry] + certified + [
      training
    ]
  }

  private var example: ReportSection {
    let explanation = analyses.example
    let answer = explanation.answer.map { grouped(Int($0)) } ?? "no number"
    return ReportSection(
      heading: "One sum", figure: ("addition.png", .addition(explanation, of: subject)),
      text: "\(grouped(Int(explanation.problem.a))) + \(grouped(Int(explanation.problem.b))) = \(answer)"
        + (explanation.answer == explanation.expected ? "." : "; right would be \(grouped(Int(explanation.expected)))."))
  }

  private var budget: ReportSection {
    let budget = analyses.budget
    var table = MarkdownTable([("function", .left), ("learned", .right), ("frozen", .right)])
    for share in budget.shares where share.learned + share.frozen > 0 {
      table.add([share.function.rawValue, grouped(share.learned), grouped(share.frozen)])
    }
    table.add(["all", grouped(budget.learned), grouped(budget.frozen)])
    return ReportSection(
      heading: "Parameters", figure: ("parameters.png", .parameterBudget(budget, of: subject)), text: table.text)
  }

  private var tokens: ReportSection {
    ReportSection(
      heading: "Digits", figure: ("tokens.png", .tokenEmbedding(analyses.tokens, of: subject)),
      text: ReportTables.tokens(analyses.tokens))
  }

  private var positions: ReportSection {
    guard let positions = analyses.positions else {
      return ReportSection(
        heading: "Positions", figure: nil,
        text: "There are no position vectors to draw: the position turns queries and keys (rotary positions).")
    }
    return ReportSection(
      heading: "Positions", figure: ("positions.png", .positions(positions, of: subject)),
      text: ReportTables.positions(positions))
  }

  private var attention: ReportSection {
    ReportSection(
      heading: "Attention", figure: ("attention.png", .attention(analyses.attention, of: subject)),
      text: ReportTables.attention(analyses.attention))
  }

  private var path: ReportSection {
    let last = analyses.path.stages.last ?? ""
    return ReportSection(
      heading: "The residual stream", figure: ("residual.png", .residualPath(analyses.path, of: subject)),
      text:
        "The same sum, \(MarkdownText.plain(analyses.path.plane.name)), from *in* to *\(last)*. A digit is right if the path ends where its "
        + "token wins.", isLive: true)
  }

  private var neurons: ReportSection {
    var table = MarkdownTable([
      ("unit", .left), ("least", .right), ("greatest", .right), ("variance by digit sum and carry", .right),
    ])
    for unit in NeuronPanels.chosen(analyses.neurons.units, most: 24) {
      table.add([
        unit.name, ReportTables.fixed(unit.least), ReportTables.fixed(unit.greatest),
        unit.explained.map { ReportTables.fixed(100 * $0, 1) + "%" } ?? "does not move",
      ])
    }
    return ReportSection(
      heading: "Hidden units", figure: ("neurons.png", .neurons(analyses.neurons, of: subject)), text: table.text)
  }

  private func ablation(_ kind: Ablation) -> ReportSection {
    let figure = Figure.ablation(analyses.ablation, kind, of: subject)
    return switch kind {
    case .resample, .mean, .fixed:
      ReportSection(
        heading: "Ablations", figure: ("ablation.png", figure), text: ReportTables.ablation(analyses.ablation))
    case .zero:
      ReportSection(
        heading: "Zero ablations", figure: ("ablation-zero.png", figure),
        text:
          "Zero also takes away what an activation has in common on all problems; another problem's value leaves that in place.")
    }
  }

  private var carry: ReportSection {
    ReportSection(
      heading: "Accuracy by carry chain", figure: ("carry.png", .carryAccuracy(analyses.carry, of: subject)),
      text: ReportTables.carry(analyses.carry))
  }

  private var training: ReportSection {
    guard let curve, let last = curve.records.last else {
      return ReportSection(
        heading: "Training", figure: nil,
        text: "The checkpoint comes without a `\(RunFolder.curveName)`, so there is no training curve to show.")
    }
    let best = curve.bestRecord.map {
      " The best validation, at step \(grouped($0.step)), had \($0.validation.exactMatch) whole answers right."
    }
    return ReportSection(
      heading: "Training", figure: ("training.png", .training(curve, of: subject)),
      text: "After \(grouped(last.step)) steps, validation had \(last.validation.exactMatch) whole answers and "
        + "\(last.validation.tokenAccuracy) single digits right.\(best ?? "")")
  }
}
