import Testing
import Transformer

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
    #expect(try names("blocks.*.attn.hook_q").count == 2)
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

  private func nearest(_ list: String) -> [String] {
    if case .noHook(_, let nearest) = refusal(list) { nearest } else { [] }
  }

  @Test func nearestHooksAreNamed() throws {
    #expect(nearest("logit") == ["logits"])
    #expect(nearest("hook_pattern") == ["blocks.0.attn.hook_pattern", "blocks.1.attn.hook_pattern"])
    #expect(nearest("hook_enbed").first == "hook_embed")
    #expect(nearest("blocks.*.atn.hook_z").first == "blocks.0.attn.hook_z")
    #expect(nearest("blocks.[01].attn.{hock,hook_patern}").first == "blocks.0.attn.hook_pattern")
    #expect(refusal("*,logit")?.description == "the model has no hook 'logit'; did you mean logits?")
  }

  @Test func oneLetterOfSeveral() throws {
    #expect(try names("blocks.?.attn.hook_[qk]").count == 4)
    #expect(try names("blocks.[0-1].attn.hook_q") == names("blocks.*.attn.hook_q"))
    #expect(try names("blocks.[!0].attn.hook_q") == ["blocks.1.attn.hook_q"])
    #expect(try names("blocks.[]0-].attn.hook_q") == ["blocks.0.attn.hook_q"])
    #expect(try names("blocks.[!]1-].attn.hook_q") == ["blocks.0.attn.hook_q"])
    #expect(refusal("blocks.??.attn.hook_q") != nil && refusal("blocks.[2-9].attn.hook_q") != nil)
  }

  @Test func anyOfSeveralPatterns() throws {
    #expect(try names("blocks.1.attn.hook_{q,k,v}").count == 3)
    #expect(
      try names("{logits,blocks.0.{attn.hook_{z,patter?},hook_mlp_out}}")
        == ["blocks.0.attn.hook_pattern", "blocks.0.attn.hook_z", "blocks.0.hook_mlp_out", "logits"])
    #expect(try names("logit{s,} , hook_{pos_,}embed") == ["hook_embed", "hook_pos_embed", "logits"])
    #expect(try names("blocks.[0,1].attn.hook_q").count == 2)
  }

  @Test(arguments: [
    ("blocks.{0,1", 8, "'{' is not closed by '}'"), ("{a,{b}", 1, "'{' is not closed by '}'"), ("a}", 2, "'}' closes no '{'"),
    ("x[ab", 2, "'[' is not closed by ']'"), ("[]", 1, "'[' is not closed by ']'"), ("[!", 1, "'[' is not closed by ']'"),
    ("[b-a]", 2, "a range goes from the lower letter to the higher"), ("{[a}", 2, "'[' is not closed by ']'"),
    (String(repeating: "{", count: 100_000), 17, "braces are nested more than 16 deep"),
    (String(repeating: "{a,b}", count: 30), 41, "the braces stand for too many patterns; use fewer, or a star"),
  ])
  func badGlobsAreExplained(glob: String, letter: Int, problem: String) {
    #expect(refusal(glob) == .badGlob(glob, problem: problem, letter: letter))
  }

  @Test func longGlobsAreJudgedQuickly() {
    for text in [String(repeating: "*a", count: 2000), "{a,b}{c,d}{e,f}{g,h}" + String(repeating: "*a", count: 1000)] {
      #expect(refusal(text) != nil)
    }
  }
}
