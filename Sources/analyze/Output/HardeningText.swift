import Addition
import Certificates
import Foundation
import Hardening

extension HardeningRound {
  /// The titles of `line`.
  static let titles = cells(["round", "verdict", "wrong found", "margin", "AdderBoard", "learning rate"])

  /// One line: what is known of the weights after a round.
  var line: String {
    let margin = margin.map { boundText($0, verdict == .proved ? .down : .up) } ?? "–"
    let rate = learningRate.map { String(format: "%.4g", $0) } ?? "–"
    return Self.cells([
      "\(round)", verdict.rawValue, grouped(wrong), margin, "\(grouped(board.count)) of \(grouped(board.total))", rate,
    ])
  }

  /// Lines are printed one by one, so that their columns have widths from the beginning.
  private static func cells(_ texts: [String]) -> String {
    zip(texts, [5, -9, 11, 9, 16, 13]).map { text, width in
      let space = String(repeating: " ", count: max(0, Int(width.magnitude) - text.count))
      return width < 0 ? text + space : space + text
    }.joined(separator: "  ")
  }
}

extension HardeningProgress {
  /// What is going on, in words.
  var text: String {
    switch self {
    case .training(let round, let step, let of): "round \(round)  step \(grouped(step)) of \(grouped(of))"
    case .searching(let round, let done, let of): "round \(round)  worst inputs of \(done) of \(of) questions"
    case .proving(let round, let done, let of): "round \(round)  proof of \(done) of \(of) questions"
    }
  }
}
