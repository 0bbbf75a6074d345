import Figures
import Foundation
import Plotting

extension BenchRun {
  /// Drawing a heatmap of 33 by 33 cells, a column wide, at 300 dots an inch and writing it as a PNG: layout, text, pixels, compression, the disk.
  func measureFigures() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "carryscope-bench-\(UUID().uuidString).png").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let labels = (0..<33).map { "P\($0)" }
    let cells = (0..<33).map { row in (0..<33).map { column in column <= row ? 1 / Double(1 + row - column) : 0 } }
    let figure = Figure(
      width: 88, height: 84, title: "Attention of 33 positions",
      Panel(
        x: .categories(labels, label: "Key position", rotation: .degrees(90)), y: .categories(labels, label: "Query position"),
        colorbar: Colorbar("Attention weight"), aspect: .equal, marks: [Heatmap(cells, scale: ColorScale(.paper, .linear(0...1)))]
      ))
    let (ours, _) = try measure([Workload(units: 1) { try figure.write(to: path) }], peer: nil)
    for rates in ours {
      add(
        BenchRow(
          job: Job.figures.rawValue, model: "33 x 33", threads: 1, spread: Spread(rates), unit: "figures/s", peer: nil))
    }
  }
}
