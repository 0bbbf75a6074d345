import Files

/// NumPy's format for several arrays: a zip archive of `.npy` files.
public enum NPZ {
  /// Reads a file. With `allowingNonFinite`, arrays may hold NaN and infinities; a model's may not.
  public static func read(_ path: String, allowingNonFinite: Bool = false) throws(FileError) -> TensorArchive {
    try decode(try InputFile.read(path), path: path, allowingNonFinite: allowingNonFinite)
  }

  /// Writes a file in one step, without compression; equal archives give equal files. The format has no place for
  /// metadata, which are left out.
  public static func write(_ archive: TensorArchive, to path: String) throws(FileError) {
    try AtomicFile.write(try encode(archive, path: path), to: path)
  }

  /// Reads a file's bytes; `path` is its name for errors.
  public static func decode(
    _ bytes: [UInt8], path: String, allowingNonFinite: Bool = false
  ) throws(FileError) -> TensorArchive {
    let kind = FileKind(of: bytes)
    if kind != .zip, let error = kind.mismatch(expected: "a NumPy archive (.npz)", path: path) { throw error }
    var tensors: [Tensor] = []
    for entry in try ZipContainer.entries(of: bytes, path: path) {
      guard entry.name.hasSuffix(suffix), entry.name != TensorArchive.metadataName + suffix else {
        throw .damaged(
          path, "entry '\(entry.name.shortened)' is no array", remedy: "give an archive written by numpy.savez")
      }
      tensors.append(try NPY.decode(entry.bytes, name: String(entry.name.dropLast(suffix.count)), path: path))
    }
    let archive = TensorArchive(tensors)
    if !allowingNonFinite { try archive.requireFinite(path: path) }
    return archive
  }

  /// A file's bytes; `path` is its name for errors.
  public static func encode(_ archive: TensorArchive, path: String) throws(FileError) -> [UInt8] {
    try ZipContainer.encode(archive.tensors.map { ZipEntry(name: $0.name + suffix, bytes: NPY.encode($0)) }, path: path)
  }

  private static let suffix = ".npy"
}
