/// The weights of one linear map: which tensors they lie in, and which of the tensors' outputs they make.
struct LinearMap {
  enum Form {
    /// `[output, input]`, as torch's `Linear` has it.
    case torch(String)
    /// `[input, output]`.
    case plain(String)
    /// `x A B`: A `[input, rank]`, B `[rank, output]`.
    case factors(first: String, second: String, rank: Int)
  }

  let form: Form
  let inputs: Int
  /// The map's part of the tensor's outputs; all of them unless several maps lie in one tensor.
  let outputs: Range<Int>
  /// Outputs of the tensor.
  let allOutputs: Int
  var bias: String?

  init(_ form: Form, inputs: Int, outputs: Range<Int>, of allOutputs: Int, bias: String? = nil) {
    self.form = form
    self.inputs = inputs
    self.outputs = outputs
    self.allOutputs = allOutputs
    self.bias = bias
  }

  /// A map with tensors of its own: `name.weight`, or `name.A` and `name.B` if it is of low rank, and `name.bias`.
  init(_ name: String, rank: Int? = nil, inputs: Int, outputs: Range<Int>, of allOutputs: Int, hasBias: Bool = false) {
    let form: Form =
      rank.map { .factors(first: name + ".A", second: name + ".B", rank: $0) } ?? .torch(name + ".weight")
    self.init(form, inputs: inputs, outputs: outputs, of: allOutputs, bias: hasBias ? name + ".bias" : nil)
  }

  /// The tensors, as the map's owner declares them.
  var tensors: [Parameter] {
    let biases = bias.map { [Parameter($0, [allOutputs], .bias)] } ?? []
    switch form {
    case .torch(let name):
      return [Parameter(name, [allOutputs, inputs], .projection(inputs: inputs, outputs: allOutputs))] + biases
    case .plain(let name):
      return [Parameter(name, [inputs, allOutputs], .projection(inputs: inputs, outputs: allOutputs))] + biases
    case .factors(let first, let second, let rank):
      return [
        Parameter(first, [inputs, rank], .firstFactor(inputs: inputs, rank: rank)),
        Parameter(second, [rank, allOutputs], .secondFactor(rank: rank, outputs: allOutputs)),
      ] + biases
    }
  }
}

extension Parameter {
  /// A declared tensor; `ParameterTable` gives it its place.
  init(_ name: String, _ shape: [Int], _ role: Role, ties: [String] = [], isTrainable: Bool = true) {
    self.init(name: name, ties: ties, shape: shape, offset: 0, isTrainable: isTrainable, role: role)
  }
}
