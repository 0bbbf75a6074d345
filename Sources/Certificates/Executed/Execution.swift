import Addition
import Lanes
import Transformer

/// What the engine computes of a model in one of its formats, bit for bit, as far as that is a function of single positions: the
/// weights that it derives, and everything before the scores.
struct Execution<Format: FloatFormat> {
  typealias Scalar = Format.Vector.Scalar
  private let program: Program
  private let store: WeightStore<Scalar>

  init(_ model: Model) {
    program = model.program
    store = WeightStore(model.program, parameters: model.weights.map { Scalar($0) })
  }

  /// Parameters and derived values, as real numbers.
  var values: [Interval] { store.allValues.map { Interval(Double($0)) } }

  /// Every position's memory behind some steps, by its token; nil for tokens that never stand there.
  func local(_ steps: [Step], _ roles: SequenceRoles) -> [[StepMachine<Interval>?]] {
    let tokens = program.architecture.format.vocabularySize
    var local = [[StepMachine<Interval>?]](repeating: Array(repeating: nil, count: tokens), count: roles.positions.count)
    // Of these twenty problems one has a given digit at each position.
    let problems = (0..<10).flatMap { digit -> [Problem] in
      let number = (0..<Problem.operandDigits).reduce(UInt64(0)) { sum, _ in 10 * sum + UInt64(digit) }
      return [(number, number), (number, 0)].compactMap { try? Problem($0.0, $0.1) }
    }
    let pass = Pass<Format.Vector>(program)
    for problem in problems {
      pass.load(CollectionOfOne(problem))
      pass.forward(store)
      let input = program.architecture.format.input(of: problem)
      for position in roles.positions.indices {
        let token = Int(input[position])
        guard local[position][token] == nil else { continue }
        var machine = StepMachine<Interval>(program)
        for step in steps {
          let (slot, features) = (step.writes[0], pass.features(step.writes[0], at: position))
          for f in 0..<slot.width { machine.set(Interval(Double(features[f][0])), at: f, of: slot) }
        }
        local[position][token] = machine
      }
    }
    return local
  }

  /// A query's score of a key: the operations of `CausalAttention.scores`, in their order.
  static func score(_ query: ArraySlice<Interval>, _ key: ArraySlice<Interval>, scale: Double) -> Interval {
    var dot = Format.Vector.zero
    for (q, k) in zip(query, key) {
      let held = Scalar(scale) * Format.Vector(repeating: Scalar(q.lower))
      dot = dot.addingProduct(held, Format.Vector(repeating: Scalar(k.lower)))
    }
    return Interval(Double(dot[0]))
  }
}
