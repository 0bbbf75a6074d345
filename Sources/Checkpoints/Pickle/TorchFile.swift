import Files

/// PyTorch's `.pt` format since version 1.6: a zip archive of a pickle and of the tensors' bytes.
///
/// The pickle is read by an interpreter of its own that builds values and executes nothing; see `PickleMachine`.
public enum TorchFile {
  /// Reads a file. With `allowingNonFinite`, tensors may hold NaN and infinities; a model's may not.
  ///
  /// - Throws: `FileError`: missing, unreadable, damaged, or a pickle that asks for more than weights.
  public static func read(_ path: String, allowingNonFinite: Bool = false) throws(FileError) -> TorchArchive {
    try decode(try InputFile.read(path), path: path, allowingNonFinite: allowingNonFinite)
  }

  /// Reads a file's bytes; `path` is its name for errors.
  public static func decode(
    _ bytes: [UInt8], path: String, allowingNonFinite: Bool = false
  ) throws(FileError) -> TorchArchive {
    let kind = FileKind(of: bytes)
    if kind != .zip, let error = kind.mismatch(expected: "a PyTorch checkpoint (.pt)", path: path) { throw error }
    return try decode(try ZipContainer.entries(of: bytes, path: path), path: path, allowingNonFinite: allowingNonFinite)
  }

  /// Whether a zip archive's files are those of PyTorch.
  static func isTorch(_ entries: [ZipEntry]) -> Bool { entries.contains { $0.name.hasSuffix(pickleName) } }

  private static let pickleName = "/data.pkl"

  static func decode(_ entries: [ZipEntry], path: String, allowingNonFinite: Bool) throws(FileError) -> TorchArchive {
    let pickles = entries.filter { $0.name.hasSuffix(pickleName) }
    guard let pickle = pickles.first else {
      throw .damaged(path, "the zip archive holds no data.pkl", remedy: "give a file of torch.save, or a NumPy archive (.npz)")
    }
    guard pickles.count == 1 else {
      throw .damaged(path, "the zip archive holds several checkpoints", remedy: "unpack it and give one of them")
    }
    let folder = pickle.name.dropLast(pickleName.count - 1)
    if entries.contains(where: { $0.name == folder + "constants.pkl" }) {
      throw .damaged(path, "this is a TorchScript program", remedy: "save its weights with torch.save(model.state_dict(), ...)")
    }
    if let order = entries.first(where: { $0.name == folder + "byteorder" }), order.bytes != Array("little".utf8) {
      let isBig = order.bytes == Array("big".utf8)
      throw .damaged(
        path, isBig ? "the tensors are big-endian" : "the tensors' byte order is unknown",
        remedy: "load it with PyTorch on a PC or a Mac and torch.save it again")
    }
    var storages: [String: [UInt8]] = [:]
    let dataFolder = folder + "data/"
    for entry in entries where entry.name.hasPrefix(dataFolder) {
      storages[String(entry.name.dropFirst(dataFolder.count))] = entry.bytes
    }
    let archive: TorchArchive
    do throws(PickleFailure) { archive = try TorchArchive(pickle: pickle.bytes, storages: storages) } catch {
      if let remedy = error.remedy { throw .damaged(path, error.problem, remedy: remedy) }
      throw .damaged(path, error.problem)
    }
    if !allowingNonFinite { try archive.tensors.requireFinite(path: path) }
    return archive
  }
}
