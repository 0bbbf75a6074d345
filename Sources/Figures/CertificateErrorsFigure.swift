import Addition
import Interpretability
import Plotting

extension Figure {
  /// What a wrong model gets wrong: the first wrong digits of its answers, by place, and by the place's digits and the carry.
  ///
  /// - Parameter errors: on one or more suites, a row of maps each.
  public static func certificateErrors(_ errors: [FirstErrors], of subject: Subject) -> Figure {
    let counted = errors.map { error in
      "\(error.source.name): \(grouped(error.answers.count)) of \(grouped(error.answers.total)) answers wrong"
    }
    return Figure(
      height: 62 + 62 * Double(errors.count), title: "Where the answers go wrong", subtitle: counted.joined(separator: "; "),
      caption:
        "The first wrong digit of each wrong answer, units first: all before it are right, so it is an error of its own. Shares of the "
        + "digits so reached; thin lines are 95% Wilson intervals. Maps: places 0 to 9, by the place's two operand digits, without and with a "
        + "carry into it; by the digit's place and how many places the carry into it has come (0: there is none); gray: never reached. Greedy decoding in float32 of "
        + "\(QuantityText.list(errors.map(\.source.phrase))), by \(subject.phrase).",
      rows: [[byPlace(errors)]] + errors.map { [map($0, hasCarry: false), map($0, hasCarry: true), chains($0)] },
      rowHeights: [0.8] + errors.map { _ in 1 })
  }

  private static func byPlace(_ errors: [FirstErrors]) -> Panel {
    let series = errors.map { error in
      Bars.Series(
        error.places.map(percent), name: "suite \(error.source.name)",
        intervals: error.places.map { place in
          place.total == 0 ? nil : 100 * place.interval95.lower...100 * place.interval95.upper
        })
    }
    return Panel(
      title: "First wrong digits by place", x: .categories((0..<Problem.sumDigits).map { "Z_{\($0)}" }, label: "Answer digit"),
      y: .linear("Wrong (%)", including: [0]), marks: [Bars(series)])
  }

  private static func map(_ errors: FirstErrors, hasCarry: Bool) -> Panel {
    let shares = [false, true].map { carry in
      (0..<10).map { x in (0..<10).map { y in percent(errors[x, y, hasCarry: carry]) } }
    }
    // Both maps of a suite share their colors.
    let scale = scale(over: shares.joined().joined())
    let digits = (0..<10).map { "\($0)" }
    let wrong = errors.wrong(hasCarry: hasCarry)
    return Panel(
      title: "\(errors.source.name), \(hasCarry ? "a carry enters" : "no carry enters")",
      subtitle: "\(grouped(wrong.count)) wrong of \(grouped(wrong.total)) digits",
      x: .categories(digits, label: "Second operand's digit Y_{i}"), y: .categories(digits, label: "First operand's digit X_{i}"),
      legend: .none, colorbar: hasCarry ? Colorbar("Wrong (%)", scale: scale) : nil, aspect: .equal,
      marks: [Heatmap(shares[hasCarry ? 1 : 0], scale: scale)])
  }

  /// A share in percent; no number where nothing was reached.
  private static func percent(_ share: Proportion) -> Double { 100 * (share.rate ?? .nan) }

  /// From nothing to the greatest share.
  private static func scale(over shares: some Sequence<Double>) -> ColorScale {
    let most = shares.filter(\.isFinite).max() ?? 0
    return ColorScale(.paper, .linear(0...(most > 0 ? most : 1)))
  }

  /// By place and by how far the carry has come.
  private static func chains(_ errors: FirstErrors) -> Panel {
    let shares = errors.chains.map { $0.map(percent) }
    let scale = scale(over: shares.joined())
    let numbers = (0..<Problem.sumDigits).map { "\($0)" }
    return Panel(
      title: "\(errors.source.name), by carry chain", subtitle: "First wrong digits of those reached",
      x: .categories(numbers, label: "Places that the carry has come"),
      y: .categories(numbers.map { "Z_{\($0)}" }, label: "Answer digit"), legend: .none,
      colorbar: Colorbar("Wrong (%)", scale: scale), aspect: .equal, marks: [Heatmap(shares, scale: scale)])
  }
}
