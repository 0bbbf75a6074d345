import Addition

/// Writes what stands outside of the model: prompts, greedy decoding, and AdderBoard's interface.
struct PythonDecoding {
  let format: TokenFormat
  let library: PythonLibrary
  let checksItself: Bool

  var text: String {
    ([prompt, answers, interface] + (checksItself ? [suite] : [])).joined(separator: "\n\n\n")
  }

  private var np: String { library.name }

  /// The parts of a prompt, in order.
  private var parts: [String] {
    let operands = (0..<Problem.operandDigits)
    let (first, second) = (
      operands.map(format.firstOperandPosition).min() ?? 0, operands.map(format.secondOperandPosition).min() ?? 0
    )
    // Of 0 + 0, what is left is the fixed tokens.
    let tokens = (try? Problem(0, 0)).map { format.prompt(of: $0) } ?? []
    func fixed(_ range: Range<Int>) -> [String] {
      range.isEmpty ? [] : ["fixed(\(tokens[range].map { "\($0)" }.joined(separator: ", ")))"]
    }
    return fixed(0..<first) + ["digits(a)"] + fixed((first + 10)..<second) + ["digits(b)"]
      + fixed((second + 10)..<format.promptLength)
  }

  private var prompt: String {
    let places = format.operandOrder == .mostSignificantFirst ? "\(np).arange(9, -1, -1)" : "\(np).arange(10)"
    let hasFixed = parts.contains { $0.hasPrefix("fixed") }
    let fixed =
      library.isTorch
      ? "        return torch.tensor(tokens).expand(len(a), -1)" : "        return np.tile(tokens, (len(a), 1))"
    let order = format.operandOrder == .mostSignificantFirst ? "most" : "least"
    return """
      def prompt(a, b):
          \"\"\"\(format.positionLabels[..<format.promptLength].joined(separator: " ")): the \(order) significant digit first.\"\"\"
          def digits(n):
              return n[:, None] // 10 ** \(places) % 10

      \(hasFixed ? "    def fixed(*tokens):\n\(fixed)\n\n" : "")\
          return \(library.joined(parts, axis: 1))
      """
  }

  private var answers: String {
    let undefined = library.isTorch ? "~logits.sum(-1).isnan()" : "~np.isnan(logits.sum(-1))"
    let (tokens, known) =
      library.isTorch
      ? ("prompt(torch.as_tensor(a), torch.as_tensor(b))", "torch.ones(len(a), dtype=bool)")
      : ("prompt(np.asarray(a), np.asarray(b))", "np.ones(len(a), dtype=bool)")
    return """
      \(library.isTorch ? "@torch.no_grad()\n" : "")def answers(model, a, b):
          \"\"\"Sums of two lists of operands: eleven tokens, each the likeliest, the least significant first.

          An answer is -1 where one of its tokens is no digit.
          \"\"\"
          tokens, known = \(tokens), \(known)
          for _ in range(\(format.answerLength)):
              logits = model.forward(tokens)[:, -1]
              tokens = \(library.joined(["tokens", "logits.argmax(-1)[:, None]"], axis: 1))
              known = known & (tokens[:, -1] < 10) & \(undefined)
          sums = (tokens[:, -\(format.answerLength):] * 10 ** \(np).arange(\(format.answerLength))).sum(-1)
          return \(np).where(known, sums, -1)
      """
  }

  private var interface: String {
    """
    def build_model():
        return Model(), METADATA


    def add(model, a: int, b: int) -> int:
        if not (0 <= a < 10**10 and 0 <= b < 10**10):
            raise ValueError("operands have one to ten digits")
        return int(answers(model, [a], [b])[0])
    """
  }

  private var suite: String {
    """
    if __name__ == "__main__":
        # AdderBoard: ten edge cases and 10,000 random sums.
        top, pick = 10**10 - 1, random.Random(2025)
        pairs = [(0, 0), (0, 1), (top, 0), (top, 1), (top, top), (5 * 10**9, 5 * 10**9)]
        pairs += [(1111111111, 8888888889), (1234567890, 9876543210), (top, top), (1, top)]
        pairs += [(pick.randint(0, top), pick.randint(0, top)) for _ in range(10000)]
        a, b = np.array(pairs).T
        right = sum(int((answers(build_model()[0], x, y) == x + y).sum()) for x, y in zip(np.split(a, 10), np.split(b, 10)))
        print(f"{right} of {len(a)} right")
    """
  }
}
