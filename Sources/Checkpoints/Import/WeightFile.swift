import Files
import Foundation

/// A file of weights as somebody published it: tensors, and what else the file says.
public struct WeightFile: Sendable {
  /// Where it was read from, for errors.
  public let path: String
  /// The tensors under the names of the file.
  public var tensors: TensorArchive
  /// The model's configuration, as far as the file has one.
  public var configuration: [String: ConfigurationValue]
  /// Other plain values of the file, such as the step or an accuracy.
  public let notes: [String: ConfigurationValue]

  /// A file of these contents.
  public init(
    path: String, tensors: TensorArchive, configuration: [String: ConfigurationValue] = [:],
    notes: [String: ConfigurationValue] = [:]
  ) {
    self.path = path
    self.tensors = tensors
    self.configuration = configuration
    self.notes = notes
  }

  /// Reads safetensors, PyTorch's `.pt` or NumPy's `.npz`, whichever the bytes are.
  ///
  /// - Throws: `FileError` if it is missing, unreadable, damaged or something else.
  public static func read(_ path: String) throws(FileError) -> WeightFile {
    let bytes = try InputFile.read(path)
    let kind = FileKind(of: bytes)
    guard kind == .zip else {
      if kind != .safeTensors, let error = kind.mismatch(expected: "a checkpoint", path: path) { throw error }
      return WeightFile(path: path, tensors: try SafeTensors.decode(bytes, path: path))
    }
    let entries = try ZipContainer.entries(of: bytes, path: path)
    guard TorchFile.isTorch(entries) else { return WeightFile(path: path, tensors: try NPZ.decode(bytes, path: path)) }
    let archive = try TorchFile.decode(entries, path: path, allowingNonFinite: false)
    return WeightFile(
      path: path, tensors: archive.tensors, configuration: archive.configuration, notes: archive.notes)
  }

  /// The shape of a tensor; nil if there is none of this name.
  func shape(_ name: String) -> [Int]? { tensors[name]?.shape }

  /// Whether there is a tensor of this name.
  func has(_ name: String) -> Bool { tensors[name] != nil }

  /// An error about the file's contents.
  func fail(_ problem: String, _ remedy: String = "describe the model in a configuration file of its own, or give another file")
    -> FileError
  {
    FileError(.badData, path: path, problem: problem, remedy: remedy)
  }

  /// The sizes of a matrix.
  ///
  /// - Throws: `FileError` if the tensor is missing or has another number of dimensions.
  func matrix(_ name: String) throws(FileError) -> (rows: Int, columns: Int) {
    guard let shape = shape(name) else { throw fail("tensor '\(name)' is missing") }
    guard shape.count == 2 else { throw fail("tensor '\(name)' has shape \(shape) and should be a matrix") }
    return (shape[0], shape[1])
  }

  /// How many blocks there are: one more than the highest number after the prefix.
  func layers(_ prefix: String) throws(FileError) -> Int {
    let numbers = tensors.tensors.compactMap { tensor -> Int? in
      guard tensor.name.hasPrefix(prefix) else { return nil }
      return Int(tensor.name.dropFirst(prefix.count).prefix { $0 != "." })
    }
    guard let highest = numbers.max() else { throw fail("it has no tensors '\(prefix)0...'") }
    guard (0..<1000).contains(highest) else { throw fail("it numbers a block \(highest)") }
    return highest + 1
  }

  // MARK: Configuration

  /// The first whole number that the configuration has under one of the names.
  func integer(_ names: String...) -> Int? { names.lazy.compactMap { configuration[$0]?.integer }.first }

  /// The first number that the configuration has under one of the names.
  func real(_ names: String...) -> Double? { names.lazy.compactMap { configuration[$0]?.real }.first }

  /// The first text that the configuration has under one of the names.
  func text(_ names: String...) -> String? { names.lazy.compactMap { configuration[$0]?.text }.first }

  /// Whether two tensors are the same numbers, bit for bit.
  func areEqual(_ first: String, _ second: String) -> Bool {
    guard let first = tensors[first], let second = tensors[second] else { return false }
    return first.elementType == second.elementType && first.bytes == second.bytes
  }
}
