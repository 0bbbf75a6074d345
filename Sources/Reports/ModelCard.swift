import Addition
import Certificates
import Checkpoints
import Figures
import Hardening
import Training
import Transformer

/// A checkpoint's `README.md`: what it is, how it was trained, how well it adds, how to use it.
public struct ModelCard: Sendable {
  /// An evaluation and the seed of its problems.
  public struct Result: Sendable {
    /// Exact matches and errors.
    public let evaluation: Evaluation
    /// What the problems were drawn with; nil for a fixed suite.
    public let seed: UInt64?

    /// An evaluation; `seed` is nil for AdderBoard.
    public init(_ evaluation: Evaluation, seed: UInt64? = nil) {
      self.evaluation = evaluation
      self.seed = seed
    }
  }

  /// What is known of all 10^20 sums.
  public struct Exact: Sendable {
    /// As this engine answers, in float32.
    public let accuracy: ExactAccuracy
    /// The certificate beside the weights, which has been checked; nil if there is none.
    public let certificate: CertificateFile?

    /// An accuracy, and a certificate that has been checked.
    public init(accuracy: ExactAccuracy, certificate: CertificateFile?) {
      (self.accuracy, self.certificate) = (accuracy, certificate)
    }
  }

  /// The checkpoint.
  public let checkpoint: Checkpoint
  /// Where it is, as commands name it.
  public let path: String
  /// How it was trained; nil if that is not known.
  public let recipe: Recipe?
  /// The record of the step that its weights are from, if there is a curve.
  public let best: TrainingRecord?
  /// How the weights were hardened after that; nil if they were not.
  public let hardening: HardeningRecord?
  /// How well it does.
  public let results: [Result]
  /// How well it does on all sums; nil if that was not asked.
  public let exact: Exact?

  /// A card.
  ///
  /// - Parameters:
  ///   - path: where the checkpoint is, for the commands of the card; nil for its place among the shipped ones.
  ///   - curve: the run's curve, of which the best validation is told.
  ///   - hardening: what made these weights of the run's best.
  public init(
    _ checkpoint: Checkpoint, path: String? = nil, recipe: Recipe?, curve: TrainingCurve? = nil,
    hardening: HardeningRecord? = nil, results: [Result], exact: Exact? = nil
  ) {
    self.checkpoint = checkpoint
    self.path = path ?? "checkpoints/\(checkpoint.name)"
    self.recipe = recipe
    self.results = results
    self.exact = exact
    self.hardening = hardening
    best = curve?.bestRecord
  }

  /// The card as Markdown, ending with a line break. The same values give the same text. Its last line, which is not shown, is a
  /// checksum by which `canReplace` knows it again.
  public var text: String {
    CardSeal.sealed([head, architecture, training, evaluation, allSums, usage].compactMap { $0 }.joined(separator: "\n"))
  }

  private var name: String { MarkdownText.plain(checkpoint.name) }

  private var head: String {
    """
    # \(name)

    A transformer with \(grouped(checkpoint.model.parameterCount)) parameters that adds two numbers of up to ten digits. \
    \(recipe.map { MarkdownText.plain($0.summary) } ?? "")

    """
  }

  private var architecture: String {
    let summary = checkpoint.summary
    var table = MarkdownTable([("", .left), ("", .left)])
    table.add(["parameters", "\(grouped(summary.parameters)) learned" + (summary.frozen > 0 ? ", \(summary.frozen) frozen" : "")])
    for line in summary.summary { table.add([line.topic, line.text]) }
    table.add(["weights' SHA-256", "`\(summary.weightsSHA256)`"])
    return "## What it is\n\n\(table.text)"
  }

  private var training: String? {
    guard let recipe else { return nil }
    let owner = hardening == nil ? "These weights are those" : "The weights that it was hardened from are those"
    let found = best.map {
      " \(owner) of step \(grouped($0.step)), the best by validation: \($0.validation.exactMatch) problems right."
    }
    return """
      ## How it was trained

      \(RecipeInWords(recipe).text)\(found ?? "")

      \(hardening.map { HardeningInWords($0).text + "\n" } ?? "")\
      The recipe is in `\(RunFolder.recipeName)`, the curve in `\(RunFolder.curveName)`\
      \(hardening == nil ? "" : ", the plan of hardening in `\(HardeningFolder.planName)`"). \(repetition(of: recipe))

      """
  }

  private func repetition(of recipe: Recipe) -> String {
    if let parts = checkpoint.notes[OwnPart.noteName] {
      return "It was trained with \(MarkdownText.plain(parts)) in place of the recipe's, which the recipe does not tell."
    }
    let name = (try? Recipe.named(recipe.name)) == recipe ? recipe.name : RunFolder.recipeName
    guard let hardening else {
      return "The same recipe and seed give the same weights bit for bit: `analyze train \(name)`."
    }
    return "The same recipe, seed and plan give the same weights bit for bit: `analyze train \(name) --out trained`, then "
      + "`analyze train \(name) --from trained --harden\(HardeningInWords(hardening).options) --out hardened`."
  }

  private var evaluation: String? {
    guard !results.isEmpty else { return nil }
    var table = MarkdownTable([("suite", .left), ("right", .right), ("wrong", .right), ("95% interval", .right)])
    for result in results {
      let seed = result.seed.map { ", seed \($0)" } ?? ""
      table.add([result.evaluation.suite + seed] + ReportTables.cells(result.evaluation.accuracy))
    }
    return "## How well it adds\n\nGreedy decoding; an answer is right when all eleven digits are. Intervals are Wilson's.\n\n"
      + table.text
  }

  private var allSums: String? {
    guard let exact else { return nil }
    let path = shellWord(MarkdownText.plain(path))
    var text = "## On all sums of two ten-digit numbers\n\nAs this engine answers: \(exact.accuracy.text).\n"
    if let certificate = exact.certificate {
      let margin = certificate.margin.map { ", with a margin of at least \(boundText($0))" } ?? ""
      text += """

        [\(CertificateFile.usualName)](\(CertificateFile.usualName)) says that it is \(certificate.verdict.rawValue) in \
        \(certificate.arithmetic.rawValue) arithmetic\(margin), and why. To check it: \
        `analyze certify \(path) --check \(path)/\(CertificateFile.usualName)`.

        """
    }
    return text
  }

  private var usage: String {
    let path = shellWord(MarkdownText.plain(path))
    return """
      ## How to use it

      ```console
      $ analyze add \(path) 9999999999 1
      $ analyze eval \(path)
      $ analyze inspect \(path)
      $ analyze report \(path) --out \(shellWord("figures/\(name)"))
      ```

      """
  }
}
