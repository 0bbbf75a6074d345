import Addition
import Arguments
import Checkpoints
import Figures
import Foundation
import Interpretability

struct GeometryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "geometry", abstract: "Measure the geometry of digits, places, heads and weights.",
    discussion: """
      The circle of the ten digits beside that of random vectors; Fourier spectra over digits and places beside those of the same \
      vectors in random order; principal components; singular values of every head's QK and OV circuits; the share of each weight in \
      token and position dims; queries and keys, and the scores that the answer gives to keys of each role, averaged over problems. \
      p values count random draws, which follow from --seed. Here is what stands out; --csv and --json have everything.
      """,
    examples: [
      .init("analyze geometry checkpoints/microadder-57p", "Circles, circuits and scores."),
      .init("analyze geometry checkpoints/gptacc-777p --out geometry.png --csv geometry.csv", "Drawn, and every number."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @OptionGroup var output: StudyOptions
  @OptionGroup var problems: ProblemOptions<StudiedProblems>
  @Option(help: ArgumentHelp("How many random draws each p value counts.", valueName: "N")) var draws = 1000
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  private static let mostDraws = 1_000_000

  func validate() throws {
    guard (1...Self.mostDraws).contains(draws) else {
      throw ValidationError("--draws must be in 1...\(grouped(Self.mostDraws)) and is \(draws)")
    }
  }

  mutating func run() throws {
    let path = checkpoint.checkpoint
    let checkpoint = try checkpoint.readFinite(toWrite: output.files, reading: problems.files)
    let suite = try problems.read()
    let status = StudyStatus("problems", isQuiet: quiet.quiet)
    let study = try GeometryStudy(
      checkpoint.model, on: suite, draws: draws, seed: suite.seed ?? 1, threads: threads.count, progress: status.tell)
    status.clear()
    try output.write(
      study.table, of: checkpoint, command: ["geometry", path] + problems.words + ["--draws", "\(draws)"],
      figure: .geometry(study, of: checkpoint.subject))
    try json.print(StudyResult(study, of: checkpoint), orText: study.text + (quiet.quiet ? "" : output.lastLine))
  }
}

extension GeometryStudy {
  /// What stands out, in short.
  fileprivate var text: String {
    var parts = [
      "\(source); p values from \(grouped(draws)) draw\(draws == 1 ? "" : "s"), seed \(seed)",
      "Digits\n\n" + digits, "Turns over ten vectors, share of variance\n\n" + turns,
      "Principal components, share of variance\n\n" + components,
      "Singular values of heads' circuits\n\n" + singularValues,
      "What weights read and write: shares of their squares in dims, and of the variance read\n\n" + weights,
      "Scores of the answer's queries above the mean key\n\n" + scores,
    ]
    if queryKey.contains(where: { !$0.offsets.isEmpty }) {
      parts.append("Scores by distance, and of the mean query and key\n\n" + distances)
    }
    return parts.joined(separator: "\n\n")
  }

  private var digits: String {
    var table = TextTable([.left, .right, .left, .left])
    guard let circle = tokens.circle, let order = tokens.order, let test = self.circle else {
      return tokens.vectors.allSatisfy { $0 == tokens.vectors.first }
        ? "  all at one point, and so on no circle" : "  on a line, and so on no circle"
    }
    table.add(["circle", "radius \(number(circle.radius))", "in a plane with \(percent(tokens.planeVariance)) of their variance"])
    for row in test.residuals {
      let null = row.comparison
      table.add([
        "distance from it", "\(percent(null.value)) of the \(row.unit.rawValue)",
        "\(row.null.words) \(range(null) { percent($0) })", "p \(chance(null.p))",
      ])
    }
    let degrees = { (radians: Double) in "\(number(radians * 180 / .pi))°" }
    let way = order.isMonotone ? "all one way" : "not all one way"
    table.add(["steps", degrees(order.meanStep), "on average, \(way)"])
    table.add([
      "their deviation", degrees(order.stepDeviation), "digits in random order \(range(test.stepDeviation) { degrees($0) })",
      "p \(chance(test.stepDeviation.p))",
    ])
    return table.text(indent: 2)
  }

  private var turns: String {
    let straight = FourierSpectrum.straightRow(Problem.operandDigits)
    let count = max(straight.count, spectra.map(\.spectrum.variance.count).max() ?? 0)
    var table = TextTable(
      [.left] + Array(repeating: .right, count: count), titles: ["turns"] + (0..<count).map { "\($0 + 1)" })
    for row in spectra {
      let cells = row.spectrum.variance.map { "\(percent($0.value)) p \(chance($0.p))" }
      table.add([row.row == "digits" ? "digits" : "places of \(row.row)"] + (cells.isEmpty ? ["all equal"] : cells))
    }
    table.add(["a straight row"] + straight.map { percent($0) })
    return table.text(indent: 2)
  }

  private var components: String {
    var table = TextTable([.left, .left])
    func add(_ name: String, _ components: PrincipalComponents) {
      table.add([name, components.explainedVariance.prefix(8).map { percent($0) }.joined(separator: "  ")])
    }
    add("digits", tokens.principalComponents)
    if let positions { add("positions", positions) }
    return table.text(indent: 2)
  }

  private var singularValues: String {
    var table = TextTable([.left, .left, .left])
    for head in circuits {
      for (name, circuit) in [("QK", head.queryKey), ("OV", head.outputValue)] {
        table.add([head.name, name, circuit.values.prefix(8).map { number($0) }.joined(separator: "  ")])
      }
    }
    return table.text(indent: 2)
  }

  private var weights: String {
    let (tokens, positions) = (energy.tellsOfTokens, energy.tellsOfPositions)
    let titles = (tokens ? ["tokens"] : []) + (positions ? ["positions"] : []) + ["digits' plane", "digits' variance"]
    var table = TextTable([.left, .left] + titles.map { _ in .right }, titles: ["weight", ""] + titles)
    for row in energy.rows {
      let shares = (tokens ? [row.token] : []) + (positions ? [row.position] : []) + [row.digitPlane, row.digitVariance]
      table.add([row.name, row.writes ? "writes" : "reads"] + shares.map { $0.map { percent($0) } ?? "–" })
    }
    let parts =
      switch energy.division {
      case .dims: ""
      case .spans:
        "\n\n  Token vectors span \(energy.tokenRank) of \(energy.width) dims, position vectors "
          + (energy.positionRank.map { "\($0)" } ?? "are none")
          + (tokens || positions ? ": shares are of these spans, which may overlap" : ": no weight is of one of them alone")
      }
    return table.text(indent: 2) + parts
  }

  private var scores: String {
    let share = { (value: Double?) in value.map { percent($0) } ?? "–" }
    var table = TextTable([.left] + KeyRole.allCases.map { _ in .right }, titles: ["head"] + KeyRole.allCases.map(\.rawValue))
    for head in queryKey { table.add([head.name] + head.roles.map { $0.excess.value.map { number($0) } ?? "–" }) }
    let decided = queryKey.map {
      "  \($0.name): position decides \(share($0.queryVarianceOfPosition)) of the queries' variance, \(share($0.keyVarianceOfPosition)) of the keys'"
    }
    return table.text(indent: 2) + "\n\n" + decided.joined(separator: "\n")
  }

  private var distances: String {
    var table = TextTable([.left, .right, .right, .right], titles: ["head", "back", "score", "of means"])
    for head in queryKey {
      for row in head.offsets.prefix(24) {
        table.add([head.name, "\(row.offset)", row.score.value.map { number($0) } ?? "–", number(row.ofMeans)])
      }
    }
    return table.text(indent: 2)
  }
}

/// About three digits.
private func number(_ value: Double) -> String {
  guard value.isFinite else { return "–" }
  guard abs(value) >= 1e-9 else { return "0" }
  return String(format: "%.3g", value)
}

private func chance(_ p: Double) -> String { String(format: "%.2g", p) }

private func percent(_ share: Double) -> String {
  share > 0 && share < 5e-4 ? "under 0.1%" : String(format: "%.1f%%", share * 100)
}

private func range(_ null: NullComparison, _ text: (Double) -> String) -> String {
  guard let lower = null.lower, let upper = null.upper else { return "" }
  return "\(text(lower))–\(text(upper))"
}
