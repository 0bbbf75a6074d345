import Lanes
import Transformer

/// One question of a proof as a picture that a person can check: where the one number is that attention hands on, and which digit the
/// rest of the model makes of it.
///
/// Given the token before, the rest of the model is a function of that number. It cuts the line into *sectors*, in each of which one
/// token wins. All inputs of one total `x + y + carry` lie in a *bar*, and have one right digit. A model is right on all of them if
/// every bar lies within a sector of its digit.
public struct NumberLine: Hashable, Sendable {
  /// The place of the digit that is predicted, 0...10.
  public let place: Int
  /// The token before it.
  public let token: Int
  /// The digit of the answer before it; nil for the first.
  public var previous: Int? { place == 0 ? nil : token }
  /// The bars, by total. They are the proof's: no input is outside.
  public let bars: [Bar]
  /// The sectors, from left to right and without gaps, over a little more than all bars. They are computed at points, for a
  /// drawing; the proof does not rest on them.
  public let sectors: [Sector]

  /// Where the number is for all inputs of one total.
  public struct Bar: Hashable, Sendable {
    /// The place's two digits and the carry into it, added up; for the last place the carry alone.
    public let total: Int
    /// Its ends.
    public let low, high: Double
    /// By how much the right digit's logit is ahead of any other, at least.
    public let margin: Double
    /// From the bar to the nearest end of a sector; 0 if there is one in it, nil if there is none at all.
    public let distance: Double?

    /// The right digit.
    public var digit: Int { total % 10 }
    /// Half way between the ends.
    public var middle: Double { low + (high - low) / 2 }
  }

  /// Where one token wins.
  public struct Sector: Hashable, Sendable {
    /// Its ends.
    public let low, high: Double
    /// The token: 0...9 for digits.
    public let token: Int
  }

  /// By how much the number rises from one total to the next, on average.
  public var step: Double {
    guard let first = bars.first, let last = bars.last, last.total > first.total else { return 0 }
    return (last.middle - first.middle) / Double(last.total - first.total)
  }

  /// The sector that a bar is in; nil if it reaches beyond one.
  public func sector(of bar: Bar) -> Sector? { sectors.first { $0.low <= bar.low && bar.high <= $0.high } }
}

extension Proof {
  /// Every question's number line; nil unless attention hands on one number in every question.
  ///
  /// The number's sign is any: it is chosen so that the number rises with the total.
  ///
  /// - Parameters:
  ///   - model: the one that was proved.
  ///   - resolution: how many points are looked at before sectors' ends are sought between them; narrower sectors may be missed.
  /// - Throws: `CertificateError` if the model is not the one.
  public func numberLines(
    of model: Model, resolution: Int = 1500, threads: Int = 1
  ) throws(CertificateError) -> [NumberLine]? {
    guard questions.allSatisfy({ $0.coordinates.count == 1 }) else { return nil }
    let parts = try OneLayerModel(model, arithmetic: arithmetic)
    let rise = questions.reduce(0.0) { sum, question in
      let bars = question.bars(sign: 1)
      guard let first = bars.first, let last = bars.last else { return sum }
      return sum + last.middle - first.middle
    }
    let sign: Double = rise < 0 ? -1 : 1
    return Parallel.map(items: questions.count, workers: threads, tools: { () }) { _, item in
      NumberLine(questions[item], parts, sign: sign, resolution: resolution)
    }
  }
}

extension QuestionProof.Part {
  /// The total of its inputs; for the last place the carry.
  var sum: Int { total ?? (cell ?? []).reduce(0, +) }
}

extension QuestionProof {
  /// The bars of a question of one coordinate, without distances, that coordinate times a sign.
  fileprivate func bars(sign: Double) -> [NumberLine.Bar] {
    Dictionary(grouping: parts, by: \.sum).sorted { $0.key < $1.key }.map { total, parts in
      let ends = parts.flatMap { $0.box.first ?? [] }.map { $0 * sign }
      return NumberLine.Bar(
        total: total, low: ends.min() ?? 0, high: ends.max() ?? 0, margin: parts.map(\.margin).min() ?? 0, distance: nil)
    }
  }
}

extension NumberLine {
  fileprivate init(_ question: QuestionProof, _ model: OneLayerModel, sign: Double, resolution: Int) {
    (place, token) = (question.place, question.token)
    let bars = question.bars(sign: sign)
    let (low, high) = (bars.map(\.low).min() ?? 0, bars.map(\.high).max() ?? 0)
    let air = max(0.04 * (high - low), 1e-9)
    let table = KeyTable(model, place: place, token: token, coordinates: question.coordinates)
    guard let table, var readout = NumberReadout(model, table, sign: sign) else {
      (self.bars, sectors) = (bars, [])
      return
    }
    let sectors = readout.sectors(in: (low - air)...(high + air), resolution: resolution)
    self.sectors = sectors
    let ends = sectors.dropFirst().map(\.low)
    self.bars = bars.map { bar in
      let distance = ends.map { max(bar.low - $0, $0 - bar.high, 0) }.min()
      return Bar(total: bar.total, low: bar.low, high: bar.high, margin: bar.margin, distance: distance)
    }
  }
}
