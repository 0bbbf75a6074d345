import Arguments
import Interpretability
import Transformer

extension Component.Group: ExpressibleByArgument {}

/// Which components a study takes out: `@OptionGroup var components: ComponentOptions`.
struct ComponentOptions: ParsableArguments {
  /// More states than anyone reads, and than a machine has memory for.
  private static let most = 100_000

  @Option(
    help: ArgumentHelp(
      "A component of your own instead of all: HOOK[positions, head H, features]; may be given several times.",
      valueName: "PLACE"))
  var at = WholeWords()
  @Option(help: "Components of one kind instead of all; may be given several times.") var group: [Component.Group] = []
  @Flag(help: "Take out every two of them at once as well.") var pairs = false
  @Flag(help: "Take each out at one position after the other.") var byPosition = false

  /// The components of a model.
  /// - Throws: `ValidationError` where the options leave none, or too many; `InterventionTextError`.
  func components(of program: Program) throws -> [Component] {
    var components =
      at.items.isEmpty
      ? Component.all(of: program, groups: group.isEmpty ? Component.Group.circuit : group)
      : try at.items.map { text in
        Component(name: text, selectedBy: try program.places(text))
      }
    if byPosition {
      let labels = program.architecture.format.positionLabels
      components = components.flatMap { component in
        (0..<program.positions).compactMap { component.at(position: $0, label: labels[$0]) }
      }
    }
    if pairs {
      if components.count < 2 { throw ValidationError("--pairs needs two components at least") }
      try require(components.count * (components.count - 1) / 2)
      components += Component.pairs(of: components)
    }
    try require(components.count)
    return components
  }

  private func require(_ count: Int) throws {
    if count == 0 {
      throw ValidationError("the model has no such component; see --group")
    }
    guard count <= Self.most else {
      throw ValidationError("these are \(count) components, more than a study takes; choose some with --group or --at")
    }
  }

  /// The options as words of a command that takes out the same.
  var words: [String] {
    at.items.flatMap { ["--at", $0] } + group.flatMap { ["--group", $0.rawValue] } + (pairs ? ["--pairs"] : [])
      + (byPosition ? ["--by-position"] : [])
  }

  func validate() throws {
    if !at.items.isEmpty, !group.isEmpty { throw ValidationError("--group does not go with --at, which names the components") }
    if pairs, byPosition { throw ValidationError("--pairs does not go with --by-position; choose one") }
    let made = group.first { $0 == .pair || $0 == .custom }
    if let made {
      throw ValidationError("--group \(made.rawValue) names no part of a model; use \(made == .pair ? "--pairs" : "--at")")
    }
  }
}
