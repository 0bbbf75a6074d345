import Checkpoints
import Foundation
import ReferenceModels
import Reports
import Testing

@Suite struct GalleryTests {
  @Test func everyModelAndFigureIsShown() throws {
    try Samples.inFolder { folder in
      for checkpoint in [try Samples.split(), try Samples.dense()] {
        try FileManager.default.createDirectory(atPath: "\(folder)/\(checkpoint.name)", withIntermediateDirectories: true)
        try checkpoint.write(to: "\(folder)/\(checkpoint.name)/model.safetensors")
      }
      var options = Samples.options()
      options.dotsPerInch = 40
      let entries = try ["tiny-split", "tiny-dense"].map { name in
        let entry = try Gallery.Entry(ofCheckpointAt: folder + "/" + name, options: options)
        return entry
      }
      let gallery = Gallery(entries, command: "analyze gallery")
      try gallery.write(to: folder + "/out")
      let page = try String(contentsOfFile: folder + "/out/README.md", encoding: .utf8)
      let links = page.matches(of: /\]\(([^)]+)\)/).map { String($0.1) }
      for link in links { #expect(FileManager.default.fileExists(atPath: folder + "/out/" + link), "\(link)") }
      let pictures = entries.reduce(0) { $0 + $1.report.figures.count }
      #expect(links.count { $0.hasSuffix(".png") } == pictures && pictures > 16)
      let written = try FileManager.default.subpathsOfDirectory(atPath: folder + "/out")
      #expect(written.count { $0.hasSuffix(".png") } == pictures && !written.contains { $0.hasSuffix(".html") })
    }
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL.path

  /// The gallery in the repository is of the weights in it.
  @Test(arguments: try ShippedModel.namesOfCheckpoints()) func theShippedGalleryIsOfTheShippedModels(name: String) throws {
    let page = try String(contentsOfFile: Self.root + "/figures/README.md", encoding: .utf8)
    #expect(page.contains("[\(name)](gallery/\(name)/report.md)"))
    let report = try String(contentsOfFile: Self.root + "/figures/gallery/\(name)/report.md", encoding: .utf8)
    #expect(report.contains(try ShippedModel(name: name).checkpoint().weightsSHA256.hex))
    for link in report.matches(of: /\]\(([^)]+\.png)\)/) {
      #expect(FileManager.default.fileExists(atPath: Self.root + "/figures/gallery/\(name)/\(link.1)"), "\(link.1)")
    }
  }
}
