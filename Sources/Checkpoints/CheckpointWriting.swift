import Files
import Foundation
import Transformer

extension Checkpoint {
  /// The tensors and metadata as they are written: each tensor once, under its published name.
  public var archive: TensorArchive { archive(repeatingTies: false) }

  /// - Parameter repeatingTies: also writes tied tensors under all their further published names, as PyTorch's
  ///   `load_state_dict` wants them: those of the file that the model was read from, or those that are usual in its family.
  public func archive(repeatingTies: Bool) -> TensorArchive {
    let names = notes[CheckpointMetadata.repeated].map { Set($0.split(separator: " ").map(String.init)) }
    let tensors = model.program.parameters.parameters.flatMap { parameter in
      let tensor = Tensor(name: parameter.name, shape: parameter.shape, floats: Array(model.weights[parameter.range]))
      guard repeatingTies else { return [tensor] }
      let ties = names.map { parameter.aliases.filter($0.contains) } ?? parameter.ties
      let transposes = parameter.transposes.filter { names?.contains($0) == true }
      return [tensor] + ties.map(tensor.renamed) + transposes.map(tensor.transposed.renamed)
    }
    var metadata = notes
    metadata[CheckpointMetadata.format] = CheckpointMetadata.formatName
    metadata[CheckpointMetadata.version] = Self.formatVersion
    metadata[CheckpointMetadata.architecture] = model.architecture.json
    return TensorArchive(tensors, metadata: metadata)
  }

  /// Writes a `.safetensors` file, whole or not at all.
  ///
  /// - Throws: `FileError` if it cannot be written.
  public func write(to path: String) throws(FileError) {
    try SafeTensors.write(archive, to: path)
  }

  /// Whether `export` knows the path's extension.
  public static func canExport(to path: String) -> Bool {
    !path.isEmpty && ["safetensors", "npz", ""].contains(URL(filePath: path).pathExtension)
  }

  /// The file that `export` writes: the path, or for one without extension the weights' file in that folder.
  public static func exportedFile(for path: String) -> String {
    URL(filePath: path).pathExtension.isEmpty ? Folder.path(of: fileName, in: path) : path
  }

  /// Writes a file for others, with ties repeated: `.safetensors` (with our metadata, so that we read it back as it is) or
  /// `.npz`; or, for a path without extension, a folder of ours.
  ///
  /// - Throws: `FileError` for another extension, or if it cannot be written.
  public func export(to path: String) throws(FileError) {
    switch URL(filePath: path).pathExtension {
    case "safetensors": try SafeTensors.write(archive(repeatingTies: true), to: path)
    case "npz": try NPZ.write(archive(repeatingTies: true), to: path)
    case "":
      try Folder.create(path)
      try write(to: Self.exportedFile(for: path))
    default:
      throw FileError(
        .inputOutput, path: path, problem: "no such format can be written",
        remedy: "give a name that ends in .safetensors or .npz, or one without an ending for a folder")
    }
  }
}
