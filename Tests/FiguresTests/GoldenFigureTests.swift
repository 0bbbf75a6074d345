import Figures
import Foundation
import PictureReading
import Plotting
import Testing

/// Every figure as it was when somebody last looked at it.
///
/// With `CARRYSCOPE_KEEP_FIGURES` in the environment the pictures are made anew: look at them, and commit those that are meant to
/// have changed.
@Suite struct GoldenFigureTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden").path
  private static let keeps = ProcessInfo.processInfo.environment["CARRYSCOPE_KEEP_FIGURES"] != nil

  private static func pictures() throws -> [(name: String, png: [UInt8])] {
    try RandomModels.dense.figures().map { name, figure in
      (name.replacing(" ", with: "-"), try figure.fitted().pngData(dotsPerInch: 50))
    }
  }

  private static func golden(_ name: String) throws -> Picture {
    try Picture(png: Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name).png"))))
  }

  @Test(.enabled(if: keeps, "set CARRYSCOPE_KEEP_FIGURES to make them anew")) func keep() throws {
    for (name, png) in try Self.pictures() { try Data(png).write(to: URL(filePath: "\(Self.folder)/\(name).png")) }
  }

  @Test(.disabled(if: keeps)) func figuresLookAsTheyDid() throws {
    let pictures = try Self.pictures()
    for (name, png) in pictures {
      let (now, before) = (try Picture(png: png), try Self.golden(name))
      let difference = now.difference(from: before)
      #expect(
        difference?.isSmall == true,
        "\(name) is \(now.width) x \(now.height), was \(before.width) x \(before.height): \(String(describing: difference))")
    }
    let kept = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter { $0.hasSuffix(".png") }
    #expect(Set(kept) == Set(pictures.map { $0.name + ".png" }))
  }

  /// What an eye would see is seen: another color map, a line more, everything moved by three pixels.
  @Test func aChangeIsSeen() throws {
    func picture(_ scale: ColorScale, _ offset: Double = 0, marks: [any Mark] = []) throws -> Picture {
      let cells = (0..<6).map { row in (0..<6).map { Double(row * $0) } }
      let figure = Figure(
        width: 80, height: 60,
        Panel(
          x: .linear(range: -0.5 + offset...5.5 + offset), y: .linear(range: -0.5...5.5),
          marks: [Heatmap(cells, scale: scale)] + marks))
      return try Picture(png: figure.pngData(dotsPerInch: 50))
    }
    let scale = ColorScale(.viridis, .linear(0...25))
    let plain = try picture(scale)
    #expect(plain.difference(from: try picture(scale))?.isSmall == true)
    #expect(plain.difference(from: try picture(ColorScale(.lagoon, .linear(0...25))))?.isSmall == false)
    #expect(plain.difference(from: try picture(scale, 0.2))?.isSmall == false)
    #expect(
      plain.difference(from: try picture(scale, marks: [Line(x: [0, 5], y: [0, 5], color: .vermilion, width: 3)]))?.isSmall
        == false)
  }
}
