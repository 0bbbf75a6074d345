import Files
import Transformer

/// Fits the tensors of a file to the parameters of an architecture.
struct ImportedWeights {
  private let file: WeightFile

  init(_ file: WeightFile) {
    self.file = file
  }

  /// The parameters' values, in the table's order.
  ///
  /// - Throws: `FileError` if a tensor is missing or misshapen, if tensors that the architecture ties differ, or if one has no
  ///   place in it.
  func values(_ table: ParameterTable) throws(FileError) -> [Float] {
    var values: [Float] = []
    var used: Set<String> = []
    for parameter in table.parameters {
      guard let name = ([parameter.name] + parameter.aliases).first(where: file.has), let tensor = file.tensors[name] else {
        throw file.fail("tensor '\(parameter.name)' is missing")
      }
      guard Self.fits(tensor.shape, parameter.shape) else {
        throw file.fail("tensor '\(name)' has shape \(tensor.shape) instead of \(parameter.shape)")
      }
      guard tensor.elementType.isFloatingPoint else {
        throw file.fail("tensor '\(name)' holds \(tensor.elementType.rawValue) and should hold floating-point numbers")
      }
      let ties = Dictionary(
        parameter.aliases.map { ($0, tensor) } + parameter.transposes.map { ($0, tensor.transposed) }, uniquingKeysWith: { $1 })
      for (tie, expected) in ties.sorted(by: { $0.key < $1.key }) {
        guard let other = file.tensors[tie], other.floats() != expected.floats() else { continue }
        throw file.fail("tensors '\(name)' and '\(tie)' differ, though the architecture makes them one")
      }
      values += tensor.floats()
      used.formUnion([parameter.name] + ties.keys)
    }
    for tensor in file.tensors.tensors where !used.contains(tensor.name) {
      guard Self.isBuffer(tensor) else {
        throw file.fail("tensor '\(tensor.name)' of shape \(tensor.shape) has no place in the architecture")
      }
    }
    return values
  }

  /// The names of the file's further copies of tied tensors; nil where they are those that the family usually has.
  func unusualTies(_ table: ParameterTable) -> String? {
    let copies = table.parameters.flatMap { $0.aliases + $0.transposes }.filter(file.has)
    return Set(copies) == Set(table.parameters.flatMap(\.ties)) ? nil : copies.joined(separator: " ")
  }

  /// Equal but for dimensions of one.
  private static func fits(_ shape: [Int], _ expected: [Int]) -> Bool {
    shape == expected || shape.filter { $0 != 1 } == expected.filter { $0 != 1 }
  }

  /// What modules keep beside their parameters: masks, indices, and position vectors that are frozen at zero.
  private static func isBuffer(_ tensor: Tensor) -> Bool {
    let name = tensor.name.split(separator: ".").last.map(String.init) ?? ""
    if ["causal_mask", "mask", "_pos_sources", "_pos_indices"].contains(name) { return true }
    return ["_plus_pos", "_eos_pos", "_equals_pos"].contains(name) && tensor.floats().allSatisfy { $0 == 0 }
  }
}
