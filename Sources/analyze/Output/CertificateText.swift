import Addition
import Certificates
import Checkpoints
import Foundation

extension Certificate {
  /// The verdict and what it rests on, in short.
  func text(of checkpoint: Checkpoint) -> String {
    var facts = TextTable([.left, .left])
    facts.add(["model", "\(checkpoint.name), \(grouped(checkpoint.model.parameterCount)) parameters"])
    facts.add(["verdict", verdict.rawValue])
    facts.add(["about", aboutText])
    if let margin { facts.add(["margin", "at least \(boundText(margin)) between the right digit's logit and any other"]) }
    if let rounding, rounding > 0 {
      facts.add(["rounding", "takes off at most \(boundText(rounding, .up)) behind attention; it is taken off already"])
    }
    if let counterexample {
      facts.add(["wrong sum", "\(counterexample.problem) = \(counterexample.problem.sum)"])
      facts.add(["float32", answerText(counterexample.float32, counterexample.problem.sum)])
      facts.add(["float64", answerText(counterexample.float64, counterexample.problem.sum)])
      facts.add(["margin", "at most \(boundText(counterexample.margin, .up)) at Z\(counterexample.place)"])
    }
    if let wrong, wrong.most > 0 {
      let (least, most) = (Double(wrong.least) / 1e20, Double(wrong.most) / 1e20)
      facts.add(["wrong", "between \(wrong.least) and \(wrong.most) sums: shares \(boundText(least)) to \(boundText(most, .up))"])
    }
    if verdict == .undecided {
      let share = Double(openInputs) / 1e20
      let cells = digits.reduce(0) { $0 + $1.open.count }
      facts.add([
        "open",
        "\(grouped(cells)) cell\(cells == 1 ? "" : "s"), "
          + (share < 1 ? "a share of at most \(boundText(share, .up)) of all sums" : "maybe all sums"),
      ])
    }
    facts.add(["attention", dimensions == 1 ? "hands on one number" : "hands on \(dimensions) numbers"])
    facts.add(["seconds", fixedText(seconds, 1)])
    if let wrongByDigit, digits.isEmpty { return facts.text() + "\n\n" + countText(wrongByDigit) }
    guard !digits.isEmpty else { return facts.text() }
    var table = TextTable([.left, .right, .right, .right, .right], titles: ["digit", "margin", "bars", "boxes", "open cells"])
    for digit in digits {
      table.add([
        "Z\(digit.place)", digit.margin.map { boundText($0) } ?? "–", grouped(digit.bars), grouped(digit.boxes),
        grouped(digit.open.count),
      ])
    }
    return facts.text() + "\n\n" + table.text(indent: 2)
  }

  private func countText(_ counts: [WrongCount]) -> String {
    var table = TextTable([.left, .right, .right], titles: ["digit", "wrong at least", "at most"])
    for (place, count) in counts.enumerated() { table.add(["Z\(place)", "\(count.least)", "\(count.most)"]) }
    return table.text(indent: 2)
  }

  private var aboutText: String {
    switch verdict {
    case .proved: "all 10^20 sums of two ten-digit numbers, in \(arithmetic.rawValue) arithmetic"
    case .refuted: "one sum, in \(arithmetic.rawValue) arithmetic"
    case .undecided: "all 10^20 sums of two ten-digit numbers, in \(arithmetic.rawValue) arithmetic; more time may help"
    }
  }

  private func answerText(_ answer: UInt64?, _ sum: UInt64) -> String {
    guard let answer else { return "no number" }
    return answer == sum ? "\(answer), right" : "\(answer)"
  }
}
