import Addition
import Checkpoints
import Lanes
import ReferenceModels
import Testing
import Transformer

/// Every activation against the float64 specification.
@Suite(.enabled(if: ReferenceModel.isPresent, "needs ../shared/reference"))
struct ReferenceActivationTests {
  @Test(arguments: ReferenceModel.all)
  func float32StaysWithinTolerances(of reference: ReferenceModel) throws {
    let errors = try activationErrors(of: reference, Lane.self)
    let allowed = try reference.tolerances()
    #expect(errors["logits", default: .infinity] <= allowed["logits", default: 0])
    for (hook, error) in errors where hook != "logits" {
      #expect(error <= allowed["activations", default: 0], "\(hook)")
    }
  }

  @Test(arguments: ReferenceModel.all)
  func float64AgreesToTenDigits(of reference: ReferenceModel) throws {
    for (hook, error) in try activationErrors(of: reference, ExactLane.self) {
      #expect(error <= 1e-10, "\(hook)")
    }
  }

  /// The largest `|x - golden| / max(1, |golden|)` of every golden activation.
  private func activationErrors<V: LaneVector>(
    of reference: ReferenceModel, _: V.Type
  ) throws -> [String: Double] {
    let program = try Program(reference.architecture)
    let weights = WeightStore(program, parameters: try reference.weights(for: program.parameters).map { V.Scalar($0) })
    let archive = try reference.archive("activations")
    let problems = try reference.problems(in: archive)
    let pass = Pass<V>(program)
    pass.load(problems)
    pass.forward(weights)
    var errors: [String: Double] = [:]
    for tensor in archive.tensors where !["tokens", "targets"].contains(tensor.name) {
      let hook = try #require(program.hook(tensor.name), "\(tensor.name)")
      #expect(tensor.shape == [problems.count] + hook.dimensions(positions: program.positions))
      let golden = tensor.doubles()
      var worst = 0.0
      var next = 0
      for lane in problems.indices {
        for head in 0..<(hook.heads ?? 1) {
          for position in 0..<program.positions {
            for feature in 0..<hook.features(positions: program.positions) {
              let value = Double(
                pass.activation(hook, lane: lane, head: head, position: position, feature: feature))
              worst = max(worst, abs(value - golden[next]) / max(1, abs(golden[next])))
              next += 1
            }
          }
        }
      }
      errors[tensor.name] = worst
    }
    return errors
  }
}
