import Arguments
import Checkpoints
import Testing
import analyze

/// The command tree as a whole.
@Suite struct DeclarationTests {
  @Test func everyArgumentCanBeReached() {
    #expect(Analyze.declarationProblems.isEmpty)
  }

  @Test func helpFitsOneScreen() {
    let help = Analyze.helpText(columns: 80)
    #expect(help.split(separator: "\n", omittingEmptySubsequences: false).count <= 52)
    for command in Analyze.configuration.subcommands {
      #expect(help.contains(command.configuration.abstract))
      #expect(!command.configuration.abstract.isEmpty && !command.configuration.examples.isEmpty, "\(command)")
    }
  }

  @Test func theVersionIsTheLibrarys() throws {
    let outcome = try Workbench().analyze("--version")
    #expect(outcome.output == "analyze \(Version.current)\n")
    #expect(outcome.exitCode == 0)
  }
}
