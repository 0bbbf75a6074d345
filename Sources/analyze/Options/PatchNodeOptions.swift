import Arguments
import Interpretability
import Transformer

extension PatchPositions: ExpressibleByArgument {}

/// What hooks are split by: `hook`, or `position`, `head` and `feature` with colons between.
struct PatchSplits: ExpressibleByArgument {
  let splits: Set<PatchSplit>

  init?(argument: String) {
    var splits: Set<PatchSplit> = []
    for word in argument.split(separator: ":", omittingEmptySubsequences: false) where word != "hook" {
      guard let split = PatchSplit(rawValue: String(word)) else { return nil }
      splits.insert(split)
    }
    self.splits = splits
  }

  var argumentText: String {
    splits.isEmpty ? "hook" : PatchSplit.allCases.filter(splits.contains).map(\.rawValue).joined(separator: ":")
  }

  static var argumentPlaceholder: String? { "SPLIT" }

  static func argumentMismatch(_ argument: String) -> String {
    "is no way to split hooks: say hook, or position, head and feature with colons between, such as position:head"
  }
}

/// What is patched: `@OptionGroup var nodes: PatchNodeOptions`.
struct PatchNodeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Hooks to patch, or part of one: a glob, or HOOK[positions, head H, features]. May be given several times. (default: a map of the model)",
      valueName: "PLACE"))
  var at = WholeWords()
  @Option(help: "How to split hooks: hook, or position, head and feature, such as position:head. (default: position:head)")
  var by: PatchSplits?
  @Option(help: "Positions by what they are to the digit that is looked at, or where they stand. (default: role)")
  var positions: PatchPositions?
  @Flag(help: "Patch every path from what writes to the residual stream to what reads it.") var paths = false
  @Option(help: ArgumentHelp("One path: what writes, such as 'blocks.0.attn.hook_result head 0'.", valueName: "HOOK"))
  var from = WholeWords()
  @Option(help: ArgumentHelp("One path: what reads, such as blocks.0.hook_mlp_in.", valueName: "HOOK"))
  var to = WholeWords()

  /// Whether readers and heads need hooks of their own.
  private var patchesPaths: Bool { paths || !from.items.isEmpty }

  func validate() throws {
    if from.items.isEmpty != to.items.isEmpty {
      throw ValidationError(
        from.items.isEmpty ? "--to needs --from, where the path begins" : "--from needs --to, where the path ends")
    }
    let ways = [at.items.isEmpty ? nil : "--at", paths ? "--paths" : nil, from.items.isEmpty ? nil : "--from"].compactMap(\.self)
    if ways.count > 1 { throw ValidationError("\(ways[1]) does not go with \(ways[0]); patch one or the other") }
    if let by, patchesPaths, by.splits != [], by.splits != [.position] {
      throw ValidationError("paths are split by position or not at all; use --by position")
    }
    if by != nil, !from.items.isEmpty {
      throw ValidationError("--by does not go with --from; say in --to at which positions, such as blocks.0.hook_mlp_in[Z*]")
    }
    if by != nil, let place = at.items.first(where: isPart) {
      throw ValidationError("--by does not go with '\(place)', which says in brackets what is patched")
    }
    if positions != nil, !splitsPositions {
      throw ValidationError("--positions needs nodes that are split by position, as --by position splits them, and these are not")
    }
  }

  /// The model with the hooks that the nodes need.
  func model(of model: Model) throws -> Model {
    guard patchesPaths else { return model }
    return try Model(Program(model.architecture, extras: [.attentionResult, .splitInputs]), weights: model.weights)
  }

  /// The nodes, in a program with the hooks that they need.
  func nodes(in program: Program) throws -> [PatchNode] {
    let positions = positions ?? .role
    if paths { return try PatchNode.paths(of: program, by: by?.splits ?? [], positions) }
    if !from.items.isEmpty {
      return try to.items.flatMap { reader in
        try program.interventions(parsing: "\(reader)=paths(\(from.items.joined(separator: ", ")))").map { PatchNode($0) }
      }
    }
    if at.items.isEmpty, by == nil { return PatchNode.map(of: program, positions: positions) }
    if at.items.isEmpty { return PatchNode.all(of: PatchNode.mapHooks(of: program), by: splits, positions, in: program) }
    return try at.items.flatMap { place in
      try isPart(place)
        ? program.places(place).map { PatchNode($0) }
        : PatchNode.all(of: program.hooks(matching: [place]), by: splits, positions, in: program)
    }
  }

  private var splits: Set<PatchSplit> { by?.splits ?? [.position, .head] }

  private func isPart(_ place: String) -> Bool { place.contains("[") }

  /// Whether anything is patched position by position.
  private var splitsPositions: Bool {
    if patchesPaths { return by?.splits.contains(.position) ?? false }
    return splits.contains(.position) && (at.items.isEmpty || !at.items.allSatisfy(isPart))
  }

  /// The options as words of a command that patches the same.
  var words: [String] {
    func repeated(_ option: String, _ words: WholeWords) -> [String] { words.items.flatMap { [option, $0] } }
    let split = by.map { ["--by", $0.argumentText] } ?? []
    let stands = positions.map { ["--positions", $0.rawValue] } ?? []
    return repeated("--at", at) + split + stands + (paths ? ["--paths"] : []) + repeated("--from", from) + repeated("--to", to)
  }
}
