import Digests
import Files
import Foundation
import Transformer

/// A model on disk: its weights under their published names, and its architecture in the file's metadata.
///
/// On disk a checkpoint is a folder with `model.safetensors` in it, or that file alone. Tied tensors are stored once.
public struct Checkpoint: Sendable {
  /// The file's name in a checkpoint's folder.
  public static let fileName = "model.safetensors"
  /// The version of the metadata that this code writes.
  public static let formatVersion = "1"

  /// What the model is called: the folder's name, or the file's without its extension.
  public let name: String
  /// The weights and the program they belong to.
  public let model: Model
  /// Further strings of the file, such as the recipe's name, the seed and the step.
  public let notes: [String: String]

  /// A checkpoint to be written.
  public init(name: String, model: Model, notes: [String: String] = [:]) {
    self.name = name
    self.model = model
    self.notes = notes
  }

  /// The SHA-256 of all weights: float32, little endian, in the order of the parameter table.
  public var weightsSHA256: SHA256Digest {
    let bytes = model.weights.flatMap { weight in
      withUnsafeBytes(of: weight.bitPattern.littleEndian) { Array($0) }
    }
    return SHA256.digest(of: bytes)
  }
}

extension Checkpoint {
  private enum Key {
    static let format = "format"
    static let version = "format_version"
    static let architecture = "architecture"
    static let own = [format, version, architecture]
  }

  /// Reads a checkpoint: a folder that holds `model.safetensors`, or a `.safetensors` file.
  ///
  /// - Throws: `FileError`: missing, unreadable, no checkpoint of ours, or tensors that do not fit the architecture.
  public static func read(_ path: String) throws(FileError) -> Checkpoint {
    // What is there but cannot be looked at goes on to the reader, which says why.
    var status = stat()
    guard stat(path, &status) == 0 || (errno != ENOENT && errno != ENOTDIR) else {
      throw FileError(
        .missing, path: path.isEmpty ? "''" : path, problem: "there is no such file or folder",
        remedy: "give a folder of checkpoints/ or a .safetensors file")
    }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    let url = URL(filePath: path).standardizedFileURL
    let file = isFolder ? Folder.path(of: fileName, in: path) : path
    if isFolder, stat(file, &status) != 0, errno == ENOENT {
      throw FileError(
        .missing, path: path, problem: "the folder holds no \(fileName)", remedy: "give the folder of a checkpoint or a run")
    }
    let archive = try SafeTensors.read(file)
    let name = isFolder ? url.lastPathComponent : Self.name(ofFile: url)
    return try Checkpoint(name: name, archive: archive, path: file)
  }

  /// The name of a checkpoint that is a file: its own, or the folder's if it bears the standard name.
  private static func name(ofFile url: URL) -> String {
    url.lastPathComponent == fileName
      ? url.deletingLastPathComponent().lastPathComponent : url.deletingPathExtension().lastPathComponent
  }

  /// Makes sense of a file's tensors and metadata.
  ///
  /// - Throws: `FileError` if the architecture is missing or wrong, or a tensor is missing, misshapen or unknown.
  public init(name: String, archive: TensorArchive, path: String) throws(FileError) {
    let metadata = archive.metadata
    guard metadata[Key.format] == "carryscope", let json = metadata[Key.architecture] else {
      throw FileError(
        .badData, path: path, problem: "its metadata names no CarryScope architecture",
        remedy: "give a checkpoint that `analyze train` wrote")
    }
    guard metadata[Key.version] == Self.formatVersion else {
      throw FileError(
        .badData, path: path, problem: "it is of format version \(metadata[Key.version] ?? "unknown")",
        remedy: "this CarryScope reads version \(Self.formatVersion); use the one that wrote the file")
    }
    let program = try Self.program(json, path: path)
    let weights = try Self.weights(archive, program.parameters, path: path)
    do throws(ArchitectureError) { model = try Model(program, weights: weights) } catch {
      throw FileError(.badData, path: path, problem: error.description, remedy: "the file is damaged; get it again")
    }
    self.name = name
    notes = metadata.filter { !Key.own.contains($0.key) }
  }

  private static func program(_ json: String, path: String) throws(FileError) -> Program {
    let architecture: Architecture
    do { architecture = try JSONDecoder().decode(Architecture.self, from: Data(json.utf8)) } catch {
      throw FileError(
        .badData, path: path, problem: "the architecture in its metadata is not valid JSON of an architecture",
        remedy: "the file is damaged or of another version; get it again")
    }
    do throws(ArchitectureError) { return try Program(architecture) } catch {
      throw FileError(.badData, path: path, problem: error.description, remedy: "the file is damaged; get it again")
    }
  }

  private static func weights(
    _ archive: TensorArchive, _ table: ParameterTable, path: String
  ) throws(FileError) -> [Float] {
    let known = Set(table.parameters.map(\.name))
    if let stranger = archive.tensors.first(where: { !known.contains($0.name) }) {
      throw FileError(
        .badData, path: path, problem: "tensor '\(stranger.name)' has no place in the architecture",
        remedy: "the file's metadata and tensors must belong together")
    }
    var weights: [Float] = []
    for parameter in table.parameters {
      guard let tensor = archive[parameter.name] else {
        throw FileError(
          .badData, path: path, problem: "tensor '\(parameter.name)' is missing",
          remedy: "the file's metadata and tensors must belong together")
      }
      guard tensor.shape == parameter.shape else {
        throw FileError(
          .badData, path: path, problem: "tensor '\(parameter.name)' has shape \(tensor.shape) instead of \(parameter.shape)",
          remedy: "the file's metadata and tensors must belong together")
      }
      weights += tensor.floats()
    }
    return weights
  }

  /// The tensors and metadata as they are written.
  public var archive: TensorArchive {
    let tensors = model.program.parameters.parameters.map {
      Tensor(name: $0.name, shape: $0.shape, floats: Array(model.weights[$0.range]))
    }
    var metadata = notes
    metadata[Key.format] = "carryscope"
    metadata[Key.version] = Self.formatVersion
    metadata[Key.architecture] = model.architecture.json
    return TensorArchive(tensors, metadata: metadata)
  }

  /// Writes a `.safetensors` file, whole or not at all.
  ///
  /// - Throws: `FileError` if it cannot be written.
  public func write(to path: String) throws(FileError) {
    try SafeTensors.write(archive, to: path)
  }
}

extension Architecture {
  /// The description as compact JSON with sorted keys: the same architecture gives the same text.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Encoding strings, finite numbers and flags cannot fail once `validate` has passed.
    guard let data = try? encoder.encode(self) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }
}
