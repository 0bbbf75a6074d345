import Lanes
import Transformer

/// A function that a Python file may need.
enum PythonHelper: Hashable, CaseIterable {
  case arc, spiral, sinusoids, withZeros, turned, rmsNorm, layerNorm, rotary, heads, softmax, gelu, silu
}

/// The definitions of the functions that a model needs.
struct PythonHelpers {
  let architecture: Architecture
  let library: PythonLibrary
  /// Whether a matrix is turned head by head, or has an odd last row.
  let turnsHeads: Bool

  private var np: String { library.name }

  /// - Returns: nil where the library has it.
  func definition(_ helper: PythonHelper) -> String? {
    switch helper {
    case .arc: arc
    case .spiral: spiral
    case .sinusoids: sinusoids
    case .withZeros: withZeros
    case .turned: turnsHeads ? turnedHeads : turned
    case .rmsNorm: rmsNorm
    case .layerNorm: layerNorm
    case .rotary: rotary
    case .heads: heads
    case .softmax: library.isTorch ? nil : softmax
    case .gelu: library.isTorch ? nil : gelu
    case .silu: library.isTorch ? nil : silu
    }
  }

  // MARK: Weights

  private func angled(rows: Int, width: Int, _ columns: [String]) -> String {
    let zeros = [String](repeating: "0 * angle", count: max(0, width - columns.count))
    return library.stacked(columns + zeros, axis: 1)
  }

  private var arc: String {
    let (rows, width) = architecture.shape(of: .tokens)
    let columns = ["A * \(np).cos(angle)", "B * \(np).sin(angle)"]
    return """
      def arc(A, B, start, stride):
          \"\"\"Token d at (A cos, B sin) of start + d stride.\"\"\"
          angle = start + stride * \(np).arange(\(rows))
          return \(angled(rows: rows, width: width, columns))
      """
  }

  private var spiral: String {
    let columns = ["amp * \(np).cos(angle)", "amp * \(np).sin(angle)", "slope * i + offset"]
    return """
      def spiral(amp, phase, slope, offset):
          \"\"\"Ten digit places on a spiral.\"\"\"
          i = \(np).arange(10)
          angle = 2 * \(library.isTorch ? "math" : "np").pi * i / 10 + phase
          return \(angled(rows: 10, width: architecture.shape(of: .positions).columns, columns))
      """
  }

  private var sinusoids: String {
    return """
      def sinusoids(rows, width):
          \"\"\"Frozen positions: channel 2j is sin(p / 10000^(2j / width)), channel 2j + 1 its cosine.\"\"\"
          channel = \(np).arange(width)
          angle = \(np).arange(rows)[:, None] * 10000.0 ** (-2 * (channel // 2) / width)
          return \(np).where(channel % 2 == 0, \(np).sin(angle), \(np).cos(angle))
      """
  }

  private var withZeros: String {
    """
    def with_zeros(values, shape, zeros):
        \"\"\"A matrix with values everywhere, row by row, but at the zeros.\"\"\"
        matrix, free = \(np).zeros(shape), \(np).ones(shape, dtype=bool)
        for row, column in zeros:
            free[row, column] = False
        matrix[free] = values
        return matrix
    """
  }

  private var turned: String {
    """
    def turned(W, angle):
        \"\"\"Rows turned by an angle in the pairs (0, 1), (2, 3), ...\"\"\"
        a, b, cos, sin = W[0::2], W[1::2], \(np).cos(angle), \(np).sin(angle)
        return \(library.stacked(["cos * a - sin * b", "sin * a + cos * b"], axis: 1)).reshape(W.shape)
    """
  }

  private var turnedHeads: String {
    """
    def turned(W, angles):
        \"\"\"Rows turned in the pairs (0, 1), (2, 3), ... of each head by the head's angle; an odd last row stays.\"\"\"
        heads = W.reshape(len(angles), -1, W.shape[-1])
        pairs = heads.shape[1] // 2 * 2
        a, b = heads[:, 0:pairs:2], heads[:, 1:pairs:2]
        cos, sin = \(np).cos(angles)[:, None, None], \(np).sin(angles)[:, None, None]
        pair = \(library.stacked(["cos * a - sin * b", "sin * a + cos * b"], axis: 2)).reshape(len(angles), pairs, -1)
        return \(library.joined(["pair", "heads[:, pairs:]"], axis: 1)).reshape(W.shape)
    """
  }

  // MARK: Steps

  private var rmsNorm: String {
    """
    def rms_norm(x):
        return x / \(np).sqrt(\(library.mean("(x * x)")) + \(architecture.norm.epsilon))
    """
  }

  private var layerNorm: String {
    """
    def layer_norm(x):
        x = x - \(library.mean("x"))
        return x / \(np).sqrt(\(library.mean("(x * x)")) + \(architecture.norm.epsilon))
    """
  }

  private var rotary: String {
    guard let rotary = architecture.attention.rotary else { return "" }
    let (width, pi) = (architecture.attention.queryKeyWidth, library.isTorch ? "math.pi" : "np.pi")
    let rate = rotary.period.map { "2 * \(pi) / \(pythonNumber($0)) * " } ?? ""
    let speeds = width > 2 ? " * \(pythonNumber(rotary.base)) ** (-2 * \(np).arange(\(width / 2)) / \(width))" : ""
    let (a, b) =
      rotary.pairing == .interleaved ? ("x[..., 0::2]", "x[..., 1::2]") : ("x[..., :\(width / 2)]", "x[..., \(width / 2):]")
    let turned = ["cos * a - sin * b", "sin * a + cos * b"]
    let together =
      rotary.pairing == .interleaved
      ? library.stacked(turned, axis: -1) + ".reshape(x.shape)" : library.joined(turned, axis: -1)
    return """
      def rotary(x):
          \"\"\"Pairs of features turned by angles that grow with the position.\"\"\"
          angle = \(rate)\(np).arange(x.shape[-2])[:, None]\(speeds)
          a, b, cos, sin = \(a), \(b), \(np).cos(angle), \(np).sin(angle)
          return \(together)
      """
  }

  private var heads: String {
    """
    def heads(x, count):
        \"\"\"[problem, position, feature] as [problem, head, position, feature].\"\"\"
        return x.reshape(x.shape[0], x.shape[1], count, -1).swapaxes(1, 2)
    """
  }

  private var softmax: String {
    """
    def softmax(x):
        e = np.exp(x - x.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)
    """
  }

  private var gelu: String {
    architecture.mlp.activation == .gelu
      ? """
      erf = np.vectorize(math.erf, otypes=[float])


      def gelu(x):
          return 0.5 * x * (1 + erf(x / np.sqrt(2)))
      """
      : """
      def gelu(x):
          \"\"\"The tanh approximation.\"\"\"
          return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))
      """
  }

  private var silu: String {
    """
    def silu(x):
        return 0.5 * x * (1 + np.tanh(0.5 * x))
    """
  }
}
