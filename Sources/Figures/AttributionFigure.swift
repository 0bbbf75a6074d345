import Addition
import Interpretability
import Plotting

extension Figure {
  /// What an attribution study found: the logit lens and direct contributions digit by digit, and estimates from gradients against what
  /// patching does, a point a place and position.
  public static func attribution(_ study: AttributionStudy, of subject: Subject) -> Figure {
    var (rows, heights, sentences) = ([[Panel]](), [Double](), [String]())
    if let lens = study.lens {
      let panels = LensPanels(lens)
      rows.append(panels.row)
      heights.append(panels.height)
      sentences.append(
        "Logit lens: every point of the residual stream read as if it were the last, by the final norm and the unembedding; "
          + "the logit difference is that of the right digit and the one that the flipped carry would give (gray: into the units no "
          + "carry comes).")
    }
    if let direct = study.direct {
      let panels = DirectPanels(direct)
      rows.append(panels.row)
      heights.append(panels.height)
      sentences.append(
        "Direct contributions: what each component's own write adds to that difference, the final norm's scale held fixed; "
          + "they sum to the last row\(panels.hasGray ? " (gray: no such problem)" : "").")
    }
    for (what, table) in [("nodes", study.nodes), ("edges", study.edges)] {
      guard let table else { continue }
      let panels = ApproximationPanels(table, what)
      guard !panels.row.isEmpty else { continue }
      rows.append(panels.row)
      heights.append(60)
    }
    if study.nodes != nil || study.edges != nil {
      sentences.append(
        "Points: changes of the logit difference between the clean and the corrupted problem's digit, of each pair the mean over the "
          + "digits in which its two answers differ, when one node or edge is replaced at one position, as gradients say (across) and as a run says (up); on the dashed line both are the same. Noising "
          + "puts the corrupted problem's value into the clean run, denoising the clean one's into the corrupted run. "
          + "r, Pearson's and \u{03C1}, Spearman's coefficient with 95% bootstrap intervals. Corrupted problems have one carry changed."
      )
    }
    sentences.append("Teacher-forced. \(study.source.phrase.capitalizingFirst); \(subject.phrase).")
    return Figure(
      height: 42 + heights.reduce(0, +), title: "Which parts make a digit's logits", caption: sentences.joined(separator: " "),
      rows: rows.isEmpty ? [[Panel()]] : rows, rowHeights: rows.isEmpty ? nil : heights, legend: .below)
  }
}
