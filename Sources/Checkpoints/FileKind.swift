import Files

/// What a file is, told from its first bytes and never from its name.
public enum FileKind: Equatable, Sendable {
  /// A `.safetensors` file.
  case safeTensors
  /// One NumPy array.
  case npy
  /// A zip archive, the container of `.npz` and of PyTorch's `.pt`.
  case zip
  /// Something else that can be named, such as "a PNG image".
  case other(String)
  /// Nothing that can be named.
  case unknown

  /// Recognises a file by its content.
  public init(of bytes: [UInt8]) {
    if SafeTensors.hasPlausibleHeader(bytes) {
      self = .safeTensors
    } else if bytes.starts(with: NPY.magic) {
      self = .npy
    } else if bytes.starts(with: Array("PK\u{3}\u{4}".utf8)) || bytes.starts(with: Array("PK\u{5}\u{6}".utf8)) {
      self = .zip
    } else if bytes.isEmpty {
      self = .other("an empty file")
    } else if bytes.starts(with: Self.oldTorch) || bytes.dropFirst(257).starts(with: Array("ustar".utf8)) {
      self = .other("a PyTorch file of before version 1.6 (load it with PyTorch and torch.save it again)")
    } else if let known = Self.signatures.first(where: { bytes.starts(with: $0.bytes) }) {
      self = .other(known.name)
    } else {
      self = Self.text(bytes.prefix(512))
    }
  }

  /// The pickled number with which PyTorch's files began before they were zip archives; before that they were tar archives.
  private static let oldTorch: [UInt8] = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]

  private static let signatures: [(bytes: [UInt8], name: String)] = [
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "a PNG image"),
    ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], "an HDF5 file"),
    ([0xFF, 0xD8, 0xFF], "a JPEG image"),
    ([0x1F, 0x8B], "a gzip archive"),
    ([0x7F, 0x45, 0x4C, 0x46], "a program"),
    ([0x80, 0x02], "a Python pickle"), ([0x80, 0x03], "a Python pickle"), ([0x80, 0x04], "a Python pickle"),
    ([0x80, 0x05], "a Python pickle"),
    (Array("%PDF-".utf8), "a PDF document"),
    (Array("GIF8".utf8), "a GIF image"),
    (Array("GGUF".utf8), "a GGUF model"),
    (Array("version https://git-lfs".utf8), "a Git LFS pointer ('git lfs pull' fetches the file)"),
    (Array("<?xml".utf8), "an XML document"),
    (Array("<svg".utf8), "an SVG image"),
    (Array("<".utf8), "a web page"),
    (Array("{".utf8), "a JSON document"),
  ]

  private static func text(_ bytes: ArraySlice<UInt8>) -> FileKind {
    let printable = bytes.allSatisfy { (0x20..<0x7F).contains($0) || (0x09...0x0D).contains($0) }
    return printable && bytes.count >= 8 ? .other("a text file") : .unknown
  }

  /// The error for a file of this kind where another was expected; nil when the content does not tell what it is.
  func mismatch(expected: String, path: String) -> FileError? {
    let name: String
    switch self {
    case .safeTensors: name = "a safetensors file"
    case .npy: name = "a NumPy array (.npy)"
    case .zip: name = "a zip archive"
    case .other(let other): name = other
    case .unknown: return nil
    }
    return FileError(
      .badData, path: path, problem: "this is \(name), not \(expected)", remedy: "give one")
  }
}
