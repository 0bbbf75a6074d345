import Certificates
import Checkpoints
import Files
import Reports

extension Certify {
  /// Writes the figures that there are into a folder, and says which.
  ///
  /// - Parameter argument: where the checkpoint was read from.
  func draw(
    _ certificate: Certificate, of checkpoint: Checkpoint, _ argument: CheckpointArgument, to folder: String
  ) throws -> String {
    // The folder is left open, so that a figure is the same wherever it is written.
    let about = arithmetic.map { ["--arithmetic", $0.rawValue] } ?? []
    let words = ["analyze", "certify", argument.checkpoint] + about + ["--figures", "DIR"]
    let figures = try CertificateFigures(
      certificate, of: checkpoint, threads: threads.count, command: words.map(shellWord).joined(separator: " "))
    guard !figures.names.isEmpty else { return "Figures: none, for nothing was decided" }
    let inputs = argument.inputs()
    for name in figures.names { try inputs.forbidWriting(to: Folder.path(of: name, in: folder)) }
    try figures.write(to: folder)
    let pictures = figures.figures.map { Folder.path(of: $0.name + ".png", in: folder) }
    return "Figures: \(pictures.joined(separator: ", ")); also as SVG and PDF"
  }
}
