import Foundation
import Plotting
import Testing

@Suite struct FigureOutputTests {
  @Test func pngHoldsSizeResolutionAndProvenance() throws {
    let metadata = Metadata(
      software: "CarryScope 1", source: "checkpoints/x, SHA-256 00ff", entries: [("Comment", "größer als 10³")])
    let png = try PNGReading(Samples.logarithmic.pngData(metadata: metadata))
    #expect(png.width == 1039)  // 88 mm at 300 dpi
    #expect(png.height == 780)  // 66 mm
    let physical = try png.data(of: "pHYs")
    #expect(PNGReading.word(physical, 0) == 11811)
    #expect(PNGReading.word(physical, 4) == 11811)
    #expect(physical[8] == 1)
    #expect(png.texts["Description"] == "A power law on two logarithmic axes.")
    #expect(png.texts["Software"] == "CarryScope 1")
    #expect(png.texts["Source"] == "checkpoints/x, SHA-256 00ff")
    #expect(png.texts["Comment"] == "größer als 10³")
    #expect(png.chunks.contains { $0.name == "iTXt" })
    #expect(!png.chunks.contains { $0.name == "tIME" })
  }

  @Test func titleLosesItsMarkupInMetadata() throws {
    var figure = Samples.logarithmic
    figure.title = "10^{6} sums"
    #expect(try PNGReading(figure.pngData()).texts["Title"] == "106 sums")
  }

  @Test(arguments: Samples.all.map(\.name)) func sameFigureSameBytes(_ name: String) throws {
    let figure = try #require(Samples.all.first { $0.name == name }).figure
    #expect(try figure.pngData(dotsPerInch: 100) == figure.pngData(dotsPerInch: 100))
    #expect(try figure.svgData() == figure.svgData())
    #expect(try figure.pdfData() == figure.pdfData())
  }

  @Test func pdfHoldsNoDate() throws {
    let pdf = String(decoding: try Samples.bars.pdfData(), as: UTF8.self)
    #expect(pdf.hasPrefix("%PDF"))
    #expect(!pdf.contains("CreationDate"))
  }

  @Test func heatmapCellsHaveTheirColors() throws {
    let scale = ColorScale(.tide, .symmetric(2))
    let values: [[Double]] = [[-2, 0, 2], [1, .nan, -1]]
    let figure = Figure(
      width: 60, height: 50,
      Panel(
        x: .categories(["a", "b", "c"]), y: .categories(["d", "e"]), marks: [Heatmap(values, scale: scale) { $0 == 1 && $1 == 2 }]
      ))
    let png = try PNGReading(figure.pngData())
    let box = try #require(figure.drawing().plotBoxes.first)
    for row in 0..<2 {
      for column in 0..<3 {
        let x = (box.minX + box.width * (Double(column) + 0.5) / 3) * 300 / 72
        let y = (box.minY + box.height * (Double(row) + 0.5) / 2) * 300 / 72
        let color = row == 1 && column == 2 ? .white : scale(values[row][column])
        let expected = [color.red, color.green, color.blue].map { UInt8(($0 * 255).rounded()) }
        for (got, wanted) in zip(png.pixel(Int(x), Int(y)), expected) { #expect(abs(Int(got) - Int(wanted)) <= 1) }
      }
    }
  }

  @Test func writesEveryFormatByItsExtension() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, start) in [("a.png", "\u{FFFD}PNG"), ("a.SVG", "<?xml"), ("a.pdf", "%PDF")] {
      try Samples.bars.write(to: "\(folder)/\(name)")
      let bytes = try #require(FileManager.default.contents(atPath: "\(folder)/\(name)"))
      #expect(String(decoding: bytes.prefix(8), as: UTF8.self).hasPrefix(start))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 3)
  }

  @Test func unknownExtensionIsRefusedBeforeDrawing() {
    for path in ["figure", "figure.jpg", "folder.png/figure", ".png/"] {
      #expect(throws: FigureError.unknownExtension(path: path)) { try Samples.bars.write(to: path) }
    }
  }

  @Test func unwritableFolderLeavesNothing() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let missing = "\(folder)/missing/figure.png"
    let error = #expect(throws: FigureError.self) { try Samples.bars.write(to: missing) }
    #expect(error?.description.contains("create it first") == true)
    // A folder in the figure's place: the temporary file can be written, the renaming fails.
    let taken = "\(folder)/figure.png"
    try FileManager.default.createDirectory(atPath: taken, withIntermediateDirectories: false)
    #expect(throws: FigureError.self) { try Samples.bars.write(to: taken) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["figure.png"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: taken).isEmpty)
  }

  @Test func failureKeepsTheOldFile() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = "\(folder)/figure.png"
    try Samples.bars.write(to: path)
    let before = FileManager.default.contents(atPath: path)
    #expect(throws: FigureError.badKeyword("")) { try Samples.bars.write(to: path, metadata: Metadata(entries: [("", "x")])) }
    #expect(FileManager.default.contents(atPath: path) == before)
  }

  @Test func senselessSizesAreRefused() {
    for (width, height) in [(0.0, 50.0), (180, .nan), (-5, 10), (1e9, 1e9)] {
      #expect(throws: FigureError.self) { try Figure(width: width, height: height, Panel()).pngData() }
    }
    #expect(throws: FigureError.impossibleSize(width: 2400, height: 2400)) {
      try Figure(width: 2400, height: 2400, Panel()).pngData(dotsPerInch: 600)
    }
    #expect(throws: FigureError.noRoom(panel: 0)) {
      try Figure(width: 15, height: 15, Panel(x: .linear("x"), y: .linear("a long label"))).drawing()
    }
  }

  /// Numbers so large that their span overflows may leave a panel empty, but never stop the program.
  @Test func overflowingNumbersAreSurvived() {
    for aspect in [Panel.Aspect.fill, .equal] {
      let panel = Panel(x: .linear("x"), y: .linear("y"), aspect: aspect, marks: [Line(x: [-1e308, 1e308], y: [0, 1e38])])
      #expect(throws: Never.self) { try Figure(height: 60, panel).pngData().isEmpty }
    }
  }

  @Test func errorsAreOneLineThatSaysWhere() {
    let errors: [FigureError] = [
      .unknownExtension(path: "a.gif"), .unwritable(path: "b.png", reason: "no"), .impossibleSize(width: 1, height: 2),
      .noRoom(panel: 0), .drawing("x"), .encoding("y"), .badKeyword("k"),
    ]
    for error in errors {
      #expect(!error.description.contains("\n"))
      #expect(error.description.count > 20)
    }
    #expect(FigureError.unwritable(path: "b.png", reason: "no").description.contains("b.png"))
  }

  private func temporaryFolder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.path + "/plotting-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }
}
