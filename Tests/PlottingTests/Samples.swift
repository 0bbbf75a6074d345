import Foundation
import Plotting

/// Figures of synthetic functions that together use every mark and every kind of axis.
enum Samples {
  static let all: [(name: String, figure: Figure)] = [
    ("lines", lines), ("logarithmic", logarithmic), ("attention", attention), ("diverging", diverging), ("bars", bars),
    ("circle", circle), ("panels", panels), ("horizontal", horizontal), ("maps", maps), ("kinds", kinds), ("heads", heads),
  ]

  /// A generator with a fixed seed (splitmix64), so that samples are the same every time.
  struct Noise {
    var state: UInt64 = 7

    mutating func uniform() -> Double {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      return Double((z ^ z >> 31) >> 11) / 9007199254740992
    }
  }

  static var linePanel: Panel {
    let x = (0...120).map { Double($0) * 500 }
    var noise = Noise()
    func curve(_ rate: Double, _ delay: Double) -> [Double] {
      x.map { 1 / (1 + exp(-(($0 - delay) / rate))) + 0.01 * (noise.uniform() - 0.5) }
    }
    let (a, b, c) = (curve(3000, 14000), curve(4500, 27000), curve(6000, 41000))
    func around(_ y: [Double], _ sign: Double) -> [Double] { y.map { $0 + sign * (0.015 + 0.35 * $0 * (1 - $0)) } }
    return Panel(
      x: .linear("Training step"), y: .linear("Exact match", format: .percent),
      marks: [
        Line(x: x, y: a, low: around(a, -1), high: around(a, 1), name: "777 parameters"),
        Line(x: x, y: b, low: around(b, -1), high: around(b, 1), name: "67 parameters"),
        Line(x: x, y: c, low: around(c, -1), high: around(c, 1), name: "57 parameters"),
        ReferenceLine.vertical(30000, label: "curriculum ends"),
      ])
  }

  static let lines = Figure(
    height: 80, title: "Smaller models learn the carry later", subtitle: "Exact match on held-out sums while training",
    caption:
      "Mean over 5 synthetic seeds; bands are 95% intervals. Every point is 2,048 problems. These curves are logistic functions "
      + "with noise, drawn to test the layout, and say nothing about any model.", linePanel)

  static var lossPanel: Panel {
    let x = (1...400).map { Double($0) * 100 }
    var noise = Noise(state: 3)
    return Panel(
      x: .logarithmic("Training step"), y: .logarithmic("Loss (nats per digit)"),
      marks: [
        Line(x: x, y: x.map { 2.3 * pow($0 / 100, -0.9) * (0.8 + 0.4 * noise.uniform()) }, name: "training"),
        Line(x: x, y: x.map { 2.3 * pow($0 / 100, -0.8) }, name: "validation", dash: .dashed),
        Line(x: x, y: x.map { $0 < 4000 ? 1e-3 : 2e-4 }, name: "learning rate", shape: .steps),
      ])
  }

  static let logarithmic = Figure(width: 88, height: 66, caption: "A power law on two logarithmic axes.", lossPanel)

  static let positions =
    (0..<10).map { "X\($0)" } + ["+"] + (0..<10).map { "Y\($0)" } + ["="] + (0..<11).map { "Z\($0)" }

  static var attentionPanel: Panel {
    let count = positions.count
    let values = (0..<count).map { row -> [Double] in
      let weights = (0..<count).map { column -> Double in
        column > row ? 0 : exp(-pow(Double(row - 22 - column), 2) / 3) + exp(-pow(Double(row - 11 - column), 2) / 3) + 0.01
      }
      let sum = weights.reduce(0, +)
      return weights.map { $0 / sum }
    }
    let groups = [
      Axis.Group("first operand", 0..<10), .init("second operand", 11..<21), .init("answer", 22..<33),
    ]
    return Panel(
      x: .categories(positions, label: "Key position", rotation: .degrees(90), groups: groups),
      y: .categories(positions, label: "Query position", groups: groups), colorbar: Colorbar("Attention"), aspect: .equal,
      marks: [
        Heatmap(
          values, scale: ColorScale(.paper, .linear(0...1)), rowSeparators: [10, 11, 21, 22], columnSeparators: [10, 11, 21, 22],
          isMasked: { $1 > $0 })
      ])
  }

  static let attention = Figure(
    width: 140, height: 138, title: "Head 0 looks at the two digits it adds",
    caption: "Mean attention over synthetic problems; the upper triangle is the future, which causal attention cannot see.",
    attentionPanel)

  static let diverging: Figure = {
    let rows = ["token embedding", "position embedding", "head 0 QK", "head 0 OV", "MLP", "final norm"]
    let values = rows.indices.map { r in
      (0..<11).map { c in r == 3 && c == 10 ? Double.nan : sin(Double(r) * 1.3 + Double(c) * 0.7) * (0.2 + 0.08 * Double(c)) }
    }
    return Figure(
      height: 78, title: "Change of the margin when a component is ablated",
      caption: "Negative: the right digit loses margin. Gray: not measured. Synthetic values.",
      Panel(
        x: .categories((0..<11).map { "Z\($0)" }, label: "Answer digit"), y: .categories(rows),
        colorbar: Colorbar("Δ margin (logits)"),
        marks: [Heatmap(values, scale: .diverging(over: values.joined()), cellLabels: .values(decimals: 2), rowSeparators: [2])]))
  }()

  static var barPanel: Panel {
    func series(_ base: Double, _ fall: Double) -> [Double] { (0..<6).map { max(0, base - fall * Double($0 * $0)) } }
    func intervals(_ v: [Double]) -> [ClosedRange<Double>?] {
      v.enumerated().map { max(0, $1 - 0.01 - 0.01 * Double($0))...min(1, $1 + 0.01 + 0.008 * Double($0)) }
    }
    let (a, b, c) = (series(1, 0.004), series(0.99, 0.012), series(0.96, 0.03))
    return Panel(
      x: .categories(["none", "1", "2–3", "4–5", "6–8", "9 or more"], label: "Longest carry chain"),
      y: .linear("Exact match", format: .percent),
      marks: [
        Bars([
          .init(a, name: "777 parameters", intervals: intervals(a)), .init(b, name: "67 parameters", intervals: intervals(b)),
          .init(c, name: "57 parameters", intervals: intervals(c)),
        ])
      ])
  }

  static let bars = Figure(
    width: 130, height: 72, title: "Long carries are harder", caption: "Lines are 95% Wilson intervals. Synthetic values.",
    barPanel)

  static var circlePanel: Panel {
    var noise = Noise(state: 5)
    let angles = (0..<10).map { -0.3 + Double($0) * 0.42 }
    let x = angles.map { 1.4 * cos($0) + 0.2 + 0.08 * (noise.uniform() - 0.5) }
    let y = angles.map { 1.4 * sin($0) - 0.1 + 0.08 * (noise.uniform() - 0.5) }
    return Panel(
      x: .linear("Embedding dimension 0"), y: .linear("Embedding dimension 1"), legend: .none,
      colorbar: Colorbar("Digit", ticks: .at([0, 3, 6, 9])), aspect: .equal,
      marks: [
        Arc(center: (0.2, -0.1), radius: 1.4, pen: Pen(.silver, width: 0.9, dash: .dashed)),
        Scatter(
          x: x, y: y, coloring: .values((0..<10).map(Double.init), ColorScale(.lagoon, .linear(0...9))), size: 6.5,
          labels: (0..<10).map(String.init)),
        Annotation(
          "r = 1.40\nresidual 0.02", x: 0.2, y: -0.1, anchor: Anchor(.left, .bottom), offset: Point(4, -2), color: .gray),
      ])
  }

  static let circle = Figure(
    width: 88, height: 88, title: "Digits lie on an arc", caption: "Ten token embeddings and the fitted circle. Synthetic.",
    circlePanel)

  static let panels: Figure = {
    var line = linePanel
    line.title = "Training"
    var bar = barPanel
    bar.title = "Accuracy by the longest carry chain"
    bar.legend = .above
    var ring = circlePanel
    ring.title = "Embeddings"
    ring.marks.removeLast()
    var loss = lossPanel
    loss.title = "Loss"
    var heat = attentionPanel
    heat.title = "Attention"
    heat.x.groups = []
    heat.y.groups = []
    heat.x.rotation = .automatic
    let x = (0..<60).map { Double($0) / 59 * 4 * .pi }
    let spiral = Panel(
      title: "Positions", x: .linear("Position", range: 0...12.6), y: .linear("Value"), legend: .below,
      marks: (0..<4).map { k in Line(x: x, y: x.map { sin($0 + Double(k) * 0.8) * (1 - Double(k) * 0.15) }, name: "dim. \(k)") })
    return Figure(
      height: 150, title: "Six views of one model", subtitle: "Synthetic functions",
      caption:
        "a, training; b, accuracy; c, digit embeddings; d, loss; e, attention; f, position embeddings. None of these values was "
        + "measured on a model.", rows: [[line, bar, ring], [loss, heat, spiral]])
  }()

  static let horizontal: Figure = {
    let names = [
      "token embedding", "position embedding (sinusoidal, frozen)", "query and key", "value and output", "MLP in", "MLP out",
      "norms",
    ]
    let values: [Double] = [6, 0, 9, 12, 14, 14, 12]
    return Figure(
      width: 120, height: 92, title: "Where the parameters are",
      caption: "Parameters by component, and the same as shares in a stacked bar with negative parts.",
      rows: [
        [
          Panel(
            x: .linear("Parameters", format: .integer), y: .categories(names),
            marks: [Bars(values, horizontal: true)])
        ],
        [
          Panel(
            x: .categories(["A", "B", "C", "D"]), y: .linear("Share"), legend: .right,
            marks: [
              Bars(
                [
                  .init([0.2, 0.4, 0.3, 0.1], name: "direct"), .init([0.3, 0.2, 0.2, 0.6], name: "through the MLP"),
                  .init([-0.1, -0.2, -0.05, -0.3], name: "against"),
                ], arrangement: .stacked)
            ])
        ],
      ], rowHeights: [2, 1])
  }()

  static let maps = Figure(
    width: 120, height: 105, title: "Color maps",
    rows: ColorMap.all.map { map in
      [
        Panel(
          title: map.name, x: .hidden(), y: .hidden(),
          marks: [Heatmap([(0..<120).map { Double($0) / 119 }], scale: ColorScale(map, .linear(0...1)))])
      ]
    }, letters: false)
}

extension Samples {
  /// Small multiples with one colorbar, on a page that was asked to be too tall.
  static let heads: Figure = {
    var noise = Noise(state: 21)
    func head(_ index: Int) -> Panel {
      let values = (0..<12).map { row in
        (0..<12).map { column in column > row ? 0 : exp(-abs(Double(row - column - index))) * noise.uniform() }
      }
      var panel = Panel(
        title: "head \(index)", x: .categories(Array(positions[10..<22])), y: .categories(Array(positions[10..<22])),
        aspect: .equal,
        marks: [Heatmap(values, scale: ColorScale(.paper, .linear(0...1))) { $1 > $0 }])
      if index % 4 > 0 { panel.y.ticks = .none }
      return panel
    }
    let figure = Figure(
      height: 200, title: "Eight heads", caption: "Synthetic values.", rows: [(0..<4).map(head), (4..<8).map(head)],
      letters: false,
      colorbar: Colorbar("Attention"))
    return (try? figure.fitted()) ?? figure
  }()

  /// The less common axes and marks.
  static let kinds: Figure = {
    var noise = Noise(state: 11)
    let names = ["no carry", "carry in", "carry through"]
    let category = (0..<90).map { $0 % 3 }
    let clusters = Panel(
      title: "Categories", x: .linear("PC 1 (61%)"), y: .linear("PC 2 (22%)"), aspect: .equal,
      marks: [
        Scatter(
          x: category.map { Double($0) + noise.uniform() }, y: category.map { Double($0 % 2) * 1.5 + noise.uniform() },
          coloring: .categories(category, names: names), marker: nil)
      ])
    var top = Axis.categories((0..<8).map { "dim. \($0)" }, label: "Dimension")
    top.opposite = true
    let matrix = Panel(
      title: "Axis above, colorbar below", x: top, y: .categories(["Q", "K", "V", "O"]),
      colorbar: Colorbar("Norm", side: .below),
      marks: [
        Heatmap(
          (0..<4).map { _ in (0..<8).map { _ in pow(10, noise.uniform() * 4 - 3) } },
          scale: ColorScale(.lagoon, .logarithmic(1e-3...10)))
      ])
    let effects = Panel(
      title: "Effects", x: .categories(["head 0", "head 1", "MLP", "both heads"]),
      y: .linear("Change in accuracy", format: .percent),
      marks: [
        ReferenceLine.horizontal(0),
        ErrorBars(
          x: [0, 1, 2, 3], y: [-0.1, -0.42, 0.02, -0.7],
          intervals: [-0.16...(-0.05), -0.5...(-0.33), -0.01...0.05, -0.76...(-0.66)]),
      ])
    var right = Axis.linear("On the right")
    right.opposite = true
    let spans = Panel(
      title: "Spans and an axis at the right", x: .linear("Step"), y: right,
      marks: [
        Span.x(20...40, name: "curriculum"), Line((0..<80).map { sin(Double($0) / 9) }, name: "signal"),
        ReferenceLine.horizontal(0.5, label: "threshold"),
        Annotation("a peak", x: 14, y: 1, anchor: Anchor(.center, .top), offset: Point(0, 12)),
      ])
    return Figure(
      height: 140, title: "Less common kinds", caption: "Synthetic values.", rows: [[clusters, matrix], [effects, spans]])
  }()
}
