import Files
import Foundation
import Transformer

extension Checkpoint {
  /// What to believe instead of the file where it says too little, or the wrong thing.
  public struct Hints: Sendable {
    /// The family, instead of the one that the tensors' names suggest.
    public var family: Family?
    /// The path of a JSON file: either an architecture, or entries of a published configuration such as `{"n_heads": 2}`, which
    /// go before the file's own.
    public var configuration: String?

    /// No hints, unless given.
    public init(family: Family? = nil, configuration: String? = nil) {
      self.family = family
      self.configuration = configuration
    }

    var isEmpty: Bool { family == nil && configuration == nil }
  }

  /// Reads a checkpoint: a folder that holds `model.safetensors`, or a file of weights: our own, or one published as
  /// safetensors, PyTorch's `.pt` or NumPy's `.npz`, whose architecture is recognised from its names, shapes and configuration.
  ///
  /// - Throws: `FileError`: missing, unreadable, damaged, of no known family, or tensors that do not fit the architecture.
  public static func read(_ path: String, _ hints: Hints = Hints()) throws(FileError) -> Checkpoint {
    let (file, name) = try locate(path)
    var weights = try WeightFile.read(file)
    if hints.isEmpty, weights.tensors.metadata[CheckpointMetadata.format] != nil {
      return try Checkpoint(name: name, archive: weights.tensors, path: file)
    }
    var given: Architecture?
    if let path = hints.configuration {
      switch try ConfigurationFile.read(path) {
      case .architecture(let described): given = described
      case .entries(let entries): weights.configuration.merge(entries) { $1 }
      }
    }
    let architecture =
      if let given { given } else { try Family.architecture(of: weights, family: hints.family) }
    let program = try compile(architecture, for: weights)
    var notes = weights.tensors.metadata.merging(weights.plainNotes) { $1 }
    notes[CheckpointMetadata.repeated] = ImportedWeights(weights).unusualTies(program.parameters)
    return Checkpoint(
      name: name, model: try model(program, weights),
      notes: notes.filter { !CheckpointMetadata.own.contains($0.key) })
  }

  /// Makes sense of the tensors and metadata of a file of ours.
  ///
  /// - Throws: `FileError` if the architecture is missing or wrong, or a tensor is missing, misshapen or unknown.
  public init(name: String, archive: TensorArchive, path: String) throws(FileError) {
    let metadata = archive.metadata
    let file = WeightFile(path: path, tensors: archive)
    guard metadata[CheckpointMetadata.format] == CheckpointMetadata.formatName,
      let json = metadata[CheckpointMetadata.architecture]
    else {
      throw file.fail("its metadata names no CarryScope architecture", "give a file that CarryScope wrote, or a published one")
    }
    guard metadata[CheckpointMetadata.version] == Self.formatVersion else {
      throw file.fail(
        "it is of format version \(metadata[CheckpointMetadata.version] ?? "unknown")",
        "this CarryScope reads version \(Self.formatVersion); use the one that wrote the file")
    }
    let architecture: Architecture
    do throws(FieldError) { architecture = try FieldDecoder.decode(from: json.utf8) } catch {
      throw file.fail(
        "the architecture in its metadata: \(error)", "the file is damaged or of another version; get it again")
    }
    self.init(
      name: name, model: try Self.model(try Self.compile(architecture, for: file), file),
      notes: metadata.filter { !CheckpointMetadata.own.contains($0.key) })
  }

  private static func compile(_ architecture: Architecture, for file: WeightFile) throws(FileError) -> Program {
    do throws(ArchitectureError) { return try Program(architecture) } catch { throw file.fail(error.description) }
  }

  private static func model(_ program: Program, _ file: WeightFile) throws(FileError) -> Model {
    let values = try ImportedWeights(file).values(program.parameters)
    do throws(ArchitectureError) { return try Model(program, weights: values) } catch { throw file.fail(error.description) }
  }

  /// The file of a path that may be a folder, and what the checkpoint is called.
  private static func locate(_ path: String) throws(FileError) -> (file: String, name: String) {
    // What is there but cannot be looked at goes on to the reader, which says why.
    var status = stat()
    guard stat(path, &status) == 0 || (errno != ENOENT && errno != ENOTDIR) else {
      throw FileError(
        .missing, path: path.isEmpty ? "''" : path, problem: "there is no such file or folder",
        remedy: "give a folder of checkpoints/ or a file of weights")
    }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    let url = URL(filePath: path).standardizedFileURL
    guard isFolder else {
      let isStandard = url.lastPathComponent == fileName
      return (
        path, isStandard ? url.deletingLastPathComponent().lastPathComponent : url.deletingPathExtension().lastPathComponent
      )
    }
    let file = Folder.path(of: fileName, in: path)
    if stat(file, &status) != 0, errno == ENOENT {
      throw FileError(
        .missing, path: path, problem: "the folder holds no \(fileName)", remedy: "give the folder of a checkpoint or a run")
    }
    return (file, url.lastPathComponent)
  }
}

/// The keys of a checkpoint's metadata.
enum CheckpointMetadata {
  static let format = "format"
  static let formatName = "carryscope"
  static let version = "format_version"
  static let architecture = "architecture"
  /// A note: the names of tied tensors in the file of others that the model was read from, where they are not the usual ones.
  static let repeated = "repeated_tensors"
  /// What is no note.
  static let own = [format, version, architecture]
}

extension WeightFile {
  /// The plain values among the notes, and from the training's options the seed and the run's name.
  fileprivate var plainNotes: [String: String] {
    var plain = notes.compactMapValues(\.note)
    for options in notes.values.compactMap(\.dictionary) {
      for key in ["seed", "run_name"] {
        if let note = options[key]?.note { plain[key] = plain[key] ?? note }
      }
    }
    return plain
  }
}

extension ConfigurationValue {
  /// The value as a note, if it is plain.
  fileprivate var note: String? {
    switch self {
    case .integer(let value): "\(value)"
    case .real(let value): "\(value)"
    case .text(let value): value
    case .boolean(let value): "\(value)"
    case .none, .list, .dictionary: nil
    }
  }
}
