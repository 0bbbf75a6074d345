import Checkpoints
import Files
import Foundation
import Reports
import Testing

@Suite struct ReportTests {
  private static let figures = [
    "ablation-zero.png", "ablation.png", "addition.png", "attention.png", "carry.png", "neurons.png", "parameters.png",
    "positions.png", "residual.png", "tokens.png", "training.png",
  ]

  private func contains(_ text: String, in bytes: [UInt8]) -> Bool { bytes.firstRange(of: Array(text.utf8)) != nil }

  @Test func rotaryModelsHaveNoPositionsToDraw() throws {
    try Samples.inFolder { folder in
      let out = folder + "/report"
      try Report.make(checkpoint: try Samples.rotary(), curve: Samples.curve, to: out, options: Samples.options())
      let names = try FileManager.default.contentsOfDirectory(atPath: out)
      #expect(Set(names) == Set(Self.figures + ["report.html", "report.md"]).subtracting(["positions.png"]))
      let page = try String(contentsOfFile: out + "/report.md", encoding: .utf8)
      #expect(page.contains("There are no position vectors to draw"))
    }
  }

  @Test(arguments: [Samples.split, Samples.dense]) func folderHoldsThePageAndItsFigures(
    _ sample: @Sendable () throws -> Checkpoint
  ) throws {
    let checkpoint = try sample()
    try Samples.inFolder { folder in
      let out = folder + "/new/report"
      try Report.make(checkpoint: checkpoint, curve: Samples.curve, to: out, options: Samples.options())
      let names = try FileManager.default.contentsOfDirectory(atPath: out).sorted()
      #expect(names == (Self.figures + ["report.html", "report.md"]).sorted())
      let page = try String(contentsOfFile: out + "/report.md", encoding: .utf8)
      for figure in Self.figures {
        #expect(page.contains("](\(figure))"))
        let bytes = Array(try Data(contentsOf: URL(filePath: out + "/" + figure)))
        #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        for origin in [
          checkpoint.name, checkpoint.weightsSHA256.hex, "analyze report checkpoints/tiny --out DIR", Version.current,
        ] {
          #expect(contains(origin, in: bytes), "\(figure) does not tell \(origin)")
        }
      }
      #expect(page.contains("| parameters | \(checkpoint.model.parameterCount) learned"))
      #expect(page.contains("| AdderBoard | 0 of 10,010 (0–0.04%) |"))
      #expect(page.contains("The first 20 of 10,010 errors"))
      #expect(page.contains(checkpoint.weightsSHA256.hex))
      #expect(page.contains("$ analyze report checkpoints/tiny --out DIR"))
      #expect(page.contains("22 problems"))
    }
  }

  @Test func sameInputsGiveTheSameBytesOnAnyNumberOfThreads() throws {
    let checkpoint = try Samples.dense()
    let first = try Report(checkpoint, curve: Samples.curve, options: Samples.options())
    let second = try Report(checkpoint, curve: Samples.curve, options: Samples.options(threads: 3))
    #expect(first.files.map(\.name) == second.files.map(\.name))
    for (a, b) in zip(first.files, second.files) { #expect(a.bytes == b.bytes, "\(a.name)") }
  }

  @Test func withoutACurveThePageSaysSo() throws {
    let report = try Report(Samples.split(), curve: nil, options: Samples.options())
    #expect(
      report.files.map(\.name).sorted() == (Self.figures + ["report.html", "report.md"]).filter { $0 != "training.png" }.sorted())
    let page = String(decoding: try #require(report.files.last).bytes, as: UTF8.self)
    #expect(page.contains("without a `training.csv`"))
    #expect(!page.contains("training.png"))
  }

  @Test func textFromTheFileCannotBreakThePage() throws {
    let report = try Report(Samples.split(), curve: nil, options: Samples.options())
    let page = String(decoding: try #require(report.files.last).bytes, as: UTF8.self)
    #expect(page.contains("| recipe | a \\| b # no heading |"))
    #expect(!page.contains("\n# no heading"))
  }

  @Test func aPlaceThatCannotBeWrittenIsOneClearError() throws {
    try Samples.inFolder { folder in
      let file = folder + "/file"
      try Data().write(to: URL(filePath: file))
      let error = #expect(throws: FileError.self) {
        try Report.make(checkpoint: Samples.split(), curve: nil, to: file + "/report", options: Samples.options())
      }
      #expect(error?.category == .inputOutput)
      #expect(error?.path == file + "/report")
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(left == ["file"])
    }
  }

  @Test func aDivergedModelWritesNothing() throws {
    let healthy = try Samples.dense().model
    let broken = Checkpoint(
      name: "broken", model: try .init(healthy.program, weights: healthy.weights.map { _ in Float.nan }))
    try Samples.inFolder { folder in
      #expect(throws: (any Error).self) {
        try Report.make(checkpoint: broken, curve: nil, to: folder + "/report", options: Samples.options())
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(left.isEmpty)
    }
  }
}
