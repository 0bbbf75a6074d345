import Addition
import Checkpoints
import Foundation
import Interpretability
import Lanes
import ReferenceModels
import Reports
import Testing
import Transformer

/// The page that runs the model, in a browser, against the engine.
@Suite(.serialized) struct LivePageTests {
  /// A checkpoint by name: one that is shipped, or untrained weights of another family.
  static let models = [
    "gptacc-763p", "gptacc-777p", "lowrank-262p", "lowrank-456p", "lowrank-582p", "microadder-57p", "microadder-74p",
    "period12-17p",
    "period12-25p", "two layers, two heads", "rotary", "rotary, gated, untied",
  ]

  private static func checkpoint(_ name: String) throws -> Checkpoint {
    let architecture: Architecture
    switch name {
    case "two layers, two heads": architecture = .gptAcc(width: 8, hidden: 16, layers: 2, heads: 2, hasBias: true)
    case "rotary": return try Samples.rotary()
    case "rotary, gated, untied": architecture = .qwen3(width: 4, hidden: 5, heads: 2, headWidth: 4, base: 100)
    default: return try ShippedModel(name: name).checkpoint()
    }
    let program = try Program(architecture)
    return Checkpoint(
      name: name, model: try Model(program, weights: Initialization.flax.values(for: program.parameters, seed: 3)))
  }

  @Test(.enabled(if: Browser.isPresent, "needs Chromium (Debian's package chromium)"), arguments: models)
  func thePageComputesWhatTheEngineComputes(_ name: String) throws {
    let checkpoint = try Self.checkpoint(name)
    let report = try Report(checkpoint, curve: nil, options: Samples.options(), isLivePageOnly: true)
    let page = String(decoding: try #require(report.files.first).bytes, as: UTF8.self)
    #expect(page.utf8.count < 2_000_000)
    try Self.check(page, checkpoint, widths: name == "microadder-57p" || name == "two layers, two heads" ? [390, 1280] : [390])
  }

  @Test(.enabled(if: Browser.isPresent, "needs Chromium (Debian's package chromium)")) func twoModelsAnswerTheSameSums() throws {
    let names = ["microadder-57p", "two layers, two heads"]
    let (first, second) = (try Self.checkpoint(names[0]), try Self.checkpoint(names[1]))
    let comparison = try ModelComparison(
      (first.name, first.model), (second.name, second.model), on: .carry(count: 22, seed: 4))
    let page = try ComparisonPage((first, second), comparison, command: "analyze compare a b --out FILE.html")
    try Self.check(String(decoding: page.bytes, as: UTF8.self), first, widths: [390, 1280])
  }

  /// The same pages in another browser, one after the other in one window.
  @Test(
    .enabled(if: Firefox.isPresent, "needs Firefox (Debian's package firefox-esr) and Python"))
  func firefoxComputesTheSame() throws {
    try Samples.inFolder { folder in
      var files: [String] = []
      for (index, name) in Self.models.enumerated() {
        let checkpoint = try Self.checkpoint(name)
        let report = try Report(checkpoint, curve: nil, options: Samples.options(), isLivePageOnly: true)
        let page = try Self.tested(String(decoding: try #require(report.files.first).bytes, as: UTF8.self), checkpoint)
        files.append("\(folder)/\(index).html")
        try page.write(toFile: files[index], atomically: true, encoding: .utf8)
      }
      let visits = try Firefox.open(files, widths: [390]) + Firefox.open([files[0]], widths: [1280])
      #expect(visits.count == files.count + 1)
      for (visit, name) in zip(visits, Self.models + Self.models.prefix(1)) {
        let subject = "\(name), Firefox, \(visit.width) pixels"
        #expect(visit.console.isEmpty, "\(subject): \(visit.console)")
        try Self.judge(try #require(visit.results, "\(subject)"), subject)
      }
    }
  }

  /// Opens a page whose first model is a checkpoint's, tries it, and compares.
  private static func check(_ page: String, _ checkpoint: Checkpoint, widths: [Int]) throws {
    let page = try tested(page, checkpoint)
    try Samples.inFolder { folder in
      let file = folder + "/page.html"
      try page.write(toFile: file, atomically: true, encoding: .utf8)
      for width in widths {
        let (document, console) = try Browser.open(file, width: width)
        #expect(console.isEmpty, "\(console)")
        let results = try #require(document.firstMatch(of: /<pre id="results">(.*?)<\/pre>/)).1
        let text = results.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
        try judge(String(text), "\(checkpoint.name), Chromium, \(width) pixels")
      }
    }
  }

  /// A page that tries itself once it is open.
  private static func tested(_ page: String, _ checkpoint: Checkpoint) throws -> String {
    let script = try String(contentsOfFile: script, encoding: .utf8)
    let expected = String(decoding: try JSONEncoder().encode(Expected(checkpoint.model)), as: UTF8.self)
    let end = try #require(page.range(of: "</script>\n</body>"))
    return page.replacingCharacters(in: end, with: "const EXPECTED = \(expected);\n\(script)\n</script>\n</body>")
  }

  /// What a page says of itself.
  private static func judge(_ results: String, _ subject: String) throws {
    let outcome = try JSONDecoder().decode(Outcome.self, from: Data(results.utf8))
    #expect(outcome.problems.isEmpty, "\(subject): \(outcome.problems)")
    print("\(subject): \(outcome.figures)")
  }

  /// Contrast, names and roles by axe-core (Deque), whose file the environment names: `pip download axe-core-python` has one.
  @Test(
    .enabled(
      if: Browser.isPresent && axe != nil, "needs Chromium and CARRYSCOPE_AXE, the path of axe-core's axe.min.js"),
    arguments: [390, 1280], ["light", "dark"])
  func everybodyCanUseThePage(width: Int, scheme: String) throws {
    let report = try Report(Self.checkpoint("microadder-57p"), curve: nil, options: Samples.options(), isLivePageOnly: true)
    let script = try String(contentsOfFile: try #require(Self.axe), encoding: .utf8).replacing("</script", with: "<\\/script")
    let check = """
      page.benches.forEach((bench) => { bench.part("everything").open = true; });
      axe.run(document).then(({ violations }) => {
        const results = document.createElement("pre");
        results.id = "results";
        results.textContent = JSON.stringify(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`.slice(0, 300)));
        document.body.append(results);
      });
      """
    // The tool evaluates strings, which the page forbids itself.
    let page = String(decoding: try #require(report.files.first).bytes, as: UTF8.self)
      .replacing("script-src 'unsafe-inline'", with: "script-src 'unsafe-inline' 'unsafe-eval'")
    let end = try #require(page.range(of: "</body>", options: .backwards))
    let tested = page.replacingCharacters(in: end, with: "<script>\(script)</script><script>\(check)</script></body>")
    try Samples.inFolder { folder in
      let file = folder + "/page.html"
      try tested.write(toFile: file, atomically: true, encoding: .utf8)
      let options = ["--virtual-time-budget=20000"] + (scheme == "dark" ? ["--blink-settings=preferredColorScheme=0"] : [])
      let document = try Browser.open(file, width: width, options: options).document
      #expect(document.contains("<pre id=\"results\">[]</pre>"), "\(document.suffix(3000))")
    }
  }

  private static let axe = ProcessInfo.processInfo.environment["CARRYSCOPE_AXE"]

  /// What is in the page is text, wherever it comes from.
  @Test func namesAndNotesCannotBreakThePage() throws {
    let plain = try Samples.split()
    let hostile = "</script><img src=x onerror=alert(1)>{{model}}"
    let checkpoint = Checkpoint(name: hostile, model: plain.model, notes: ["recipe": "</td><script>x</script>"])
    let report = try Report(checkpoint, curve: nil, options: Samples.options(), isLivePageOnly: true)
    let page = String(decoding: try #require(report.files.first).bytes, as: UTF8.self)
    #expect(!page.contains("<img") && !page.contains("<script>x"))
    #expect(page.ranges(of: "<script>").count == 1 && page.ranges(of: "</script>").count == 1)
  }

  private static let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Browser/check.js").path

  private struct Outcome: Decodable {
    let problems: [String]
    let figures: [String: Double]
  }

  /// What the engine answers, what its logits are in float64, and what it answers without a hidden unit.
  private struct Expected: Encodable {
    let sums: [[String]]
    let answers: [String?]
    let logits: [[[Double]]]
    let unit: Int
    let zeroed: [String?]

    init(_ model: Model) throws {
      let suite = ProblemSuite.carry(count: 209, seed: 5)
      let problems = Array(suite)
      sums = problems.map { ["\($0.a)", "\($0.b)"] }
      answers = model.answers(to: suite).map { $0.map(String.init) }
      let hook = try #require(model.program.hooks.first { $0.name.hasSuffix("mlp.hook_post") })
      unit = 0
      let without = try model.intervening(with: [Intervention(hook: hook.name, features: [unit], operation: .zero)])
      zeroed = without.answers(to: suite).map { $0.map(String.init) }
      let pass = Pass<ExactLane>(model.program)
      let weights = WeightStore<Double>(model.program, parameters: model.weights.map { Double($0) })
      logits = problems.map { problem in
        pass.load(CollectionOfOne(problem))
        pass.forward(weights)
        return (0..<Problem.sumDigits).map { place in
          let row = pass.logits(at: model.program.firstAnswerPosition + place)
          return (0..<model.architecture.format.vocabularySize).map { row[$0][0] }
        }
      }
    }
  }
}
