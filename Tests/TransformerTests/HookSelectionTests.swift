import Testing
import Traces
import Transformer

extension TracesTests {
  @Suite struct HookSelectionTests {
    private let program: Program

    init() throws { program = try Program(.gptAcc(width: 8, hidden: 16, layers: 2, heads: 2)) }

    private func names(_ list: String) throws -> [String] { try program.hooks(matching: list).map(\.name) }

    private func refusal(_ list: String) -> HookSelectionError? {
      do throws(HookSelectionError) { _ = try program.hooks(matching: list) } catch { return error }
      return nil
    }

    @Test func starsMatchAnyLetters() throws {
      #expect(try names("*") == program.hooks.map(\.name))
      #expect(try names("blocks.0.attn.hook_pattern") == ["blocks.0.attn.hook_pattern"])
      #expect(try names("*pattern") == ["blocks.0.attn.hook_pattern", "blocks.1.attn.hook_pattern"])
      #expect(try names("blocks.*.attn.hook_?".replacing("?", with: "q")).count == 2)
      #expect(try names("blocks.1.attn.*") == program.hooks.map(\.name).filter { $0.hasPrefix("blocks.1.attn.") })
      #expect(try names("*embed*") == ["hook_embed", "hook_pos_embed"])
      #expect(try names("**log**its**") == ["logits"])
      #expect(try names("*0*ln1*scale") == ["blocks.0.ln1.hook_scale"])
    }

    @Test func listsKeepTheProgramsOrderWithoutRepetition() throws {
      #expect(
        try names("logits, *pattern ,hook_embed,*0.attn.hook_pattern")
          == ["hook_embed", "blocks.0.attn.hook_pattern", "blocks.1.attn.hook_pattern", "logits"])
    }

    @Test(arguments: ["hook", "embed", "Logits", "blocks.2.*", "", "*,", "logits,,hook_embed", "blocks.0.attn.hook_pattern."])
    func everyGlobMustMatch(list: String) throws {
      #expect(refusal(list) != nil)
    }

    @Test func nearestHooksAreNamed() throws {
      #expect(refusal("logit")?.nearest == ["logits"])
      #expect(refusal("hook_pattern")?.nearest == ["blocks.0.attn.hook_pattern", "blocks.1.attn.hook_pattern"])
      #expect(refusal("hook_enbed")?.nearest.first == "hook_embed")
      #expect(refusal("blocks.*.atn.hook_z")?.nearest.first == "blocks.0.attn.hook_z")
      #expect(refusal("*,logit")?.description == "the model has no hook 'logit'; did you mean logits?")
    }

    @Test func longGlobsAreJudgedQuickly() {
      let text = String(repeating: "*a", count: 2000)
      #expect(refusal(text)?.glob == text)
    }
  }
}
