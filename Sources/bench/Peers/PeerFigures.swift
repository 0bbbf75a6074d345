import Foundation

/// What a peer reached, in the unit of our row.
struct PeerFigure: Equatable {
  /// Its name, such as `torch.compile`.
  let peer: String
  let value: Double
}

/// What a peers' script said: a JSON object a line, either a measurement or what is missing.
///
///     {"job": "training", "model": "gptacc-777", "peer": "jax.jit", "value": 71.5, "unit": "steps/s"}
///     {"missing": "jax", "why": "No module named 'jax'"}
struct PeerFigures {
  private(set) var notes: [String] = []
  private var lines: [Line] = []

  private struct Line: Decodable {
    let job, model, peer, unit: String?
    let value: Double?
    let missing, why: String?
  }

  /// Reads a script's output; lines that are neither are passed over, since libraries print what they like.
  mutating func read(_ output: String) {
    for text in output.split(whereSeparator: \.isNewline) {
      guard let line = try? JSONDecoder().decode(Line.self, from: Data(text.utf8)) else { continue }
      if let missing = line.missing { notes.append("No figures of \(missing): \(line.why ?? "it did not say why").") }
      if let value = line.value, value.isFinite, value > 0 { lines.append(line) }
    }
  }

  mutating func note(_ text: String) { notes.append(text) }

  /// The fastest peer at a job.
  func best(_ job: String, _ model: String) -> PeerFigure? {
    lines.filter { $0.job == job && $0.model == model }
      .compactMap { line in line.value.flatMap { value in line.peer.map { PeerFigure(peer: $0, value: value) } } }
      .max { $0.value < $1.value }
  }
}
