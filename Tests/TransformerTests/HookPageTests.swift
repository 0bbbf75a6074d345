import Foundation
import Testing
import Transformer

/// `notebooks-md/hooks.md` lists the hooks that there are, with their shapes, and no others.
@Suite struct HookPageTests {
  private static let page = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../notebooks-md/hooks.md"
  ).standardizedFileURL

  /// The tables' first two columns: names, with `L` for the block, and shapes.
  private func documented() throws -> [String: Set<String>] {
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { row in
      row.split(separator: "|", omittingEmptySubsequences: false).map { quoted(String($0)) }
    }
    try #require(rows.allSatisfy { $0.count == 6 && $0[1].count == 1 && !$0[2].isEmpty })
    return try Dictionary(rows.map { ($0[1][0], Set($0[2])) }) { _, _ in
      throw ArchitectureError(field: "hooks.md", problem: "a hook is listed twice")
    }
  }

  /// What stands between backticks.
  private func quoted(_ text: String) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }.map {
      String($0.element)
    }
  }

  /// Every hook of all test models and of factored unembeddings, without and with extras.
  private func existing() throws -> [String: Set<String>] {
    let product = WeightExpression.product(first: .own, second: .own, rank: 2)
    let more = [
      Architecture.gptAcc(width: 4, hidden: 3).changed { $0.weights[.unembedding] = product },
      Architecture.spiral242.changed { $0.weights[.projection] = product },
    ]
    var hooks: [String: Set<String>] = [:]
    for architecture in TestModels.architectures.map(\.architecture) + more {
      for extras in [[], [.attentionResult, .splitInputs]] as [ExtraHooks] {
        for hook in try Program(architecture, extras: extras).hooks {
          let name = hook.name.split(separator: ".").map { Int($0) == nil ? String($0) : "L" }.joined(separator: ".")
          hooks[name, default: []].insert(hook.dimensionNames.joined(separator: ", "))
        }
      }
    }
    return hooks
  }

  @Test func thePageListsAllHooksAndNoOthers() throws {
    let (page, programs) = (try documented(), try existing())
    #expect(Set(page.keys) == Set(programs.keys))
    for (name, shapes) in programs { #expect(page[name] == shapes, "\(name)") }
  }
}
