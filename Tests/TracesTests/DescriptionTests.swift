import Testing
import Traces

extension TracesTests {
  @Suite struct DescriptionTests {
    /// The message with which the writer refuses the changed example, or `nil`.
    private func refusal(_ change: (inout TraceDescription) -> Void) throws -> String? {
      let example = try Example()
      var description = Example.description(problems: 4)
      change(&description)
      do {
        _ = try TraceWriter.create(example.path, description: description)
      } catch {
        #expect(try example.contents().isEmpty)
        guard case .description(let message) = error else { return "not about the description: \(error)" }
        return message
      }
      return nil
    }

    @Test func theExampleItselfIsAccepted() throws {
      #expect(try refusal { _ in } == nil)
    }

    @Test func lengthsMustAgree() throws {
      #expect(try refusal { $0.problems.b.removeLast() } == "b has 3 values where 4 problems need 4")
      #expect(try refusal { $0.problems.answer.append(1) } == "answer has 5 values where 4 problems need 4")
      #expect(try refusal { $0.problems.tokens.removeLast() } == "tokens has 131 values where 4 problems need 132")
      #expect(
        try refusal { $0.problems.columns[0] = TraceColumn("carry_in", meaning: "", values: [1]) }
          == "carry_in has 1 values where 4 problems need 4")
      #expect(
        try refusal {
          $0.problems = TraceProblems(a: [], b: [], answer: [], positions: ["X0"], tokens: [])
          $0.problemCount = 0
        } == "there are no problems")
      #expect(try refusal { $0.problemCount = 3 } == "4 problems are given for a trace of 3")
    }

    @Test func operandsMustBeCountable() throws {
      #expect(try refusal { $0.problems.a[2] = -1 }?.contains("problem 2") == true)
      #expect(try refusal { $0.problems.a[3] = .max }?.contains("problem 3") == true)
    }

    @Test(arguments: ["", "a/b", "../x", "a b", ".", "0a", "größe", "a\0b", String(repeating: "x", count: 201)])
    func namesMustBeSafe(name: String) throws {
      #expect(try refusal { $0.hooks = [TraceHook(name, [])] }?.contains("cannot be a name") == true)
      #expect(
        try refusal { $0.hooks = [TraceHook("hook", [TraceDimension(name, size: 1)])] }?.contains("cannot be a name")
          == true)
    }

    @Test func namesMustDiffer() throws {
      #expect(try refusal { $0.hooks.append($0.hooks[0]) } == "'hook_embed' is there twice; names must differ")
      let sum = TraceColumn("sum", meaning: "", values: [0, 0, 0, 0])
      #expect(try refusal { $0.problems.columns.append(sum) } == "'sum' is there twice; names must differ")
      #expect(try refusal { $0.hooks = [TraceHook("position", [])] }?.contains("rename one") == true)
      #expect(try refusal { $0.hooks = [TraceHook("h", [TraceDimension("tokens", size: 2)])] }?.contains("rename") == true)
    }

    @Test func oneNameIsOneDimension() throws {
      func hook(_ dimensions: TraceDimension...) -> TraceHook { TraceHook("hook", dimensions) }
      #expect(try refusal { $0.hooks.append(hook(TraceDimension("d_model", size: 6))) }?.contains("sizes 5 and 6") == true)
      #expect(try refusal { $0.hooks.append(hook(.position(["X0"]))) }?.contains("sizes 33 and 1") == true)
      #expect(try refusal { $0.hooks.append(hook(TraceDimension("problem", size: 4))) }?.contains("already") == true)
      #expect(try refusal { $0.hooks.append(hook(.head(2), .head(2))) }?.contains("twice") == true)
      #expect(try refusal { $0.hooks.append(hook(TraceDimension("none", size: 0))) }?.contains("size 0") == true)
      #expect(try refusal { $0.hooks.append(hook(TraceDimension("l", labels: [""]))) }?.contains("empty label") == true)
    }

    @Test func sizesMustBePossible() throws {
      let huge = [TraceDimension("i", size: .max), TraceDimension("j", size: .max)]
      #expect(try refusal { $0.hooks = [TraceHook("hook", huge)] }?.contains("MiB for one problem") == true)
      #expect(
        try refusal { $0.problems.columns = [TraceColumn("c", meaning: "", dimensions: huge, values: [])] }?
          .contains("MiB for one problem") == true)
    }

    @Test func textsMustFitHDF5() throws {
      #expect(try refusal { $0.provenance.commandLine = "a\0b" }?.contains("zero byte") == true)
    }

    @Test(arguments: [0, 10, -1]) func deflateLevelsMustExist(level: Int) throws {
      let example = try Example()
      #expect(throws: TraceError.self) { try example.write(problems: 4, compression: .deflate(level: level)) }
      #expect(try example.contents().isEmpty)
    }
  }
}
