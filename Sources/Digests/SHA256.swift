import CNettle

/// An incremental SHA-256 (FIPS 180-4), computed by nettle.
///
/// A value: copying one copies what has been hashed so far, so a common prefix is hashed once.
///
///     var hash = SHA256()
///     hash.update("abc".utf8)
///     print(hash.finalize())  // ba7816bf...
public struct SHA256: Sendable {
  private var context = sha256_ctx()

  /// The hash of no bytes yet.
  public init() {
    nettle_sha256_init(&context)
  }

  /// Appends raw bytes, of any length, zero included.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
    nettle_sha256_update(&context, bytes.count, start.assumingMemoryBound(to: UInt8.self))
  }

  /// Appends bytes; contiguous storage (`[UInt8]`, `String.UTF8View`, `Data`) is read in place.
  public mutating func update(_ bytes: some Collection<UInt8>) {
    let inPlace: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
    if inPlace == nil { Array(bytes).withUnsafeBytes { update($0) } }
  }

  /// The digest of everything appended. The value itself is unchanged and may be extended further.
  public func finalize() -> SHA256Digest {
    var context = context
    var bytes = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE))
    carryscope_sha256_digest(&context, &bytes)
    return SHA256Digest(bytes)
  }

  /// The digest of `bytes` in one call.
  public static func digest(of bytes: some Collection<UInt8>) -> SHA256Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalize()
  }

  /// The digest of raw memory in one call.
  public static func digest(of bytes: UnsafeRawBufferPointer) -> SHA256Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalize()
  }
}
