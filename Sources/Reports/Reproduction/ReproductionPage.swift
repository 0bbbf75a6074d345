import Addition
import Figures
import Files
import Foundation
import Plotting
import Sweeps

/// The page that tells what reproduced: every table of the sources beside ours.
public struct ReproductionPage: Sendable {
  /// A figure of the page.
  struct Drawing: Sendable {
    let name: String
    let figure: Figure
  }

  /// Between these lines people write; what stands there is kept when the page is made anew.
  static let (notesBegin, notesEnd) = ("<!-- notes: kept when this page is made anew -->", "<!-- end of notes -->")

  let text: String
  let drawings: [Drawing]

  /// Makes the page of what the sweeps of a folder have come to.
  ///
  /// - Parameters:
  ///   - results: by family.
  ///   - folder: the name of the folder beside the page in which sweeps and figures lie.
  ///   - notes: what people wrote on the page before.
  public init(_ reproduction: Reproduction, _ results: [String: SweepResults], folder: String, notes: String? = nil) {
    let families = reproduction.families.map { family in
      (family: family, models: results[family.name].map { reproduction.models(of: family, $0) } ?? [])
    }
    let models = families.flatMap(\.models)
    let ran = models.filter { !$0.records.isEmpty }
    var drawings: [Drawing] = []
    var parts = [Self.opening(models, of: reproduction.recipes.count, version: results.values.map(\.version).max())]
    parts.append("## What we make of it\n\n\(Self.notesBegin)\n\(notes ?? "")\(Self.notesEnd)\n")
    if !ran.isEmpty {
      drawings.append(
        Drawing(name: "frontier.png", figure: .frontier(ran.map(\.point), threshold: 0.99, problems: "AdderBoard's 10,010 sums")))
      parts.append("## The frontier\n\n![Accuracy over size](\(folder)/frontier.png)\n")
    }
    for (family, models) in families {
      parts.append(Self.section(family, models, folder: folder))
      let grokking = models.filter { model in model.records.contains { $0.curve.points.contains { $0.exact > 0 } } }
      for (part, chunk) in Self.chunks(grokking, of: 9).enumerated() {
        let name = "grokking-\(family.name)" + (part == 0 ? "" : "-\(part + 1)") + ".png"
        drawings.append(
          Drawing(
            name: name,
            figure: .grokking(
              chunk.map(\.curves), title: "\(family.title): all seeds", threshold: 0.99,
              problems: chunk.first?.records.first?.curve.problems ?? 0)))
        parts.append("![Validation curves of all seeds](\(folder)/\(name))\n")
      }
    }
    parts.append(Self.effects(reproduction.effects, models))
    text = parts.joined(separator: "\n")
    self.drawings = drawings
  }

  /// Writes the page beside its folder, and the figures into it.
  ///
  /// - Parameter folder: of the sweeps; the page is `folder.md`.
  /// - Throws: `FileError`, `FigureError`.
  public func write(beside folder: String) throws {
    for drawing in drawings {
      try drawing.figure.write(
        to: Folder.path(of: drawing.name, in: folder), metadata: Metadata(source: "the sweeps of \(Self.name(of: folder))"),
        dotsPerInch: 160)
    }
    try AtomicFile.write(text, to: Self.path(beside: folder))
  }

  /// Where the page of a folder lies.
  public static func path(beside folder: String) -> String {
    var folder = folder
    while folder.count > 1, folder.last == "/" { folder.removeLast() }
    return folder + ".md"
  }

  /// The last part of a folder's path.
  public static func name(of folder: String) -> String {
    folder.split(separator: "/").last.map(String.init) ?? folder
  }

  /// What people wrote on a page; nil if there is no page.
  ///
  /// - Throws: `FileError` for a page that cannot be read, or has lost its marks: making it anew would lose what is written there.
  public static func notes(onPageAt path: String) throws(FileError) -> String? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let page = String(decoding: try InputFile.read(path, upTo: 1 << 24), as: UTF8.self)
    guard let begin = page.range(of: notesBegin + "\n"), let end = page.range(of: notesEnd),
      begin.upperBound <= end.lowerBound
    else {
      throw FileError(
        .badData, path: path, problem: "this is no page of a reproduction, or its two marks for notes are damaged",
        remedy: "mend the marks or move the file away")
    }
    return String(page[begin.upperBound..<end.lowerBound])
  }

  private static func chunks(_ models: [ReproducedModel], of size: Int) -> [[ReproducedModel]] {
    stride(from: 0, to: models.count, by: size).map { Array(models[$0..<min($0 + size, models.count)]) }
  }
}

extension ReproducedModel {
  /// Its place on the frontier.
  var point: FrontierPoint {
    FrontierPoint(
      model: name, family: family, parameters: summary.parameters, best: best ?? Proportion(0, of: 1), successes: summary.success,
      told: told?.share)
  }
}
