import Addition
import Testing
import Transformer

@Suite struct WeightEditTests {
  private let model: Model

  init() throws {
    let program = try Program(.gptAcc(width: 4, hidden: 4, heads: 2))
    model = try Model(program, weights: (0..<program.parameters.count).map { Float($0 + 1) })
  }

  @Test(arguments: ["a.b=0.0", "a[3]=1.5", "a.b[0, 2]=-2.0"]) func textsAreReadAsWritten(_ text: String) throws {
    #expect(try WeightEdit(parsing: text).text == text)
  }

  @Test(arguments: [
    ("a", "TENSOR=VALUE"), ("a=", "''"), ("a=inf", "'inf'"), ("a[1=2", "']'"), ("a[x]=2", "'x'"), ("a[]=2", "no index"),
  ]) func whatIsNoneSaysWhy(_ text: String, _ words: String) {
    let error = #expect(throws: InterventionError.self) { try WeightEdit(parsing: text) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func aPartIsSetAndNothingElse() throws {
    let table = try #require(model.program.parameters["token_emb.weight"])
    let all = try model.setting([WeightEdit("token_emb.weight", value: 0)])
    #expect(all.tensor("token_emb.weight")?.allSatisfy { $0 == 0 } == true)
    let row = try model.setting([WeightEdit("token_emb.weight", [2], value: 7)])
    let one = try model.setting([WeightEdit("token_emb.weight", [2, 1], value: 7)])
    for place in model.weights.indices {
      let inRow = table.range.contains(place) && (place - table.offset) / 4 == 2
      #expect(row.weights[place] == (inRow ? 7 : model.weights[place]))
      #expect(one.weights[place] == (place == table.offset + 9 ? 7 : model.weights[place]))
      #expect(all.weights[place] == (table.range.contains(place) ? 0 : model.weights[place]))
    }
    // Later edits go on from earlier ones, and what is derived from weights follows.
    let two = try model.setting([WeightEdit("token_emb.weight", value: 0), WeightEdit("token_emb.weight", [1, 0], value: 2)])
    #expect(two.tensor("token_emb.weight")?.reduce(0, +) == 2)
  }

  @Test(arguments: [
    (WeightEdit("nothing", value: 0), "no tensor 'nothing'"), (WeightEdit("ln_f.weight", [4], value: 0), "go to 3"),
    (WeightEdit("ln_f.weight", [-1], value: 0), "go to 3"), (WeightEdit("ln_f.weight", [0, 0], value: 0), "1 dimension"),
  ]) func whatIsNotThereIsRefused(_ edit: WeightEdit, _ words: String) {
    let error = #expect(throws: InterventionError.self) { try model.setting([edit]) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }
}
