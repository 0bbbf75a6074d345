import CZip
import Files
import Foundation

/// A file in a zip archive, unpacked.
struct ZipEntry: Equatable {
  let name: String
  let bytes: [UInt8]
}

/// Zip archives in memory: the container of `.npz` and `.pt`. Nothing is ever unpacked to disk.
enum ZipContainer {
  static let mostEntries = 10_000
  /// DEFLATE cannot make data smaller than one part in 1,032: an entry that claims more is lying.
  static let largestExpansion = 1_100
  /// An archive that unpacks to more than this must not do so by a factor above `usualExpansion`.
  static let harmlessSize = 64 << 20
  static let usualExpansion = 100

  /// Unpacks every file; folders are left out. The declared sizes are checked before anything is unpacked.
  static func entries(of bytes: [UInt8], path: String) throws(FileError) -> [ZipEntry] {
    try bytes.withUnsafeBytes { buffer in
      Result { () throws(FileError) in
        try ZipReader(buffer, path: path).entries()
      }
    }.get()
  }

  /// Packs files without compression and with a fixed date: equal entries give equal archives.
  static func encode(_ entries: [ZipEntry], path: String) throws(FileError) -> [UInt8] {
    func failure(_ what: String) -> FileError {
      FileError(.inputOutput, path: path, problem: "the zip archive cannot be made: \(what)", remedy: "free some memory")
    }
    for entry in entries where !isHarmless(entry.name) {
      throw FileError(
        .badData, path: path, problem: "'\(entry.name.shortened)' cannot be the name of an entry", remedy: "rename the tensor")
    }
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard let target = zip_source_buffer_create(nil, 0, 0, &error) else { throw failure(message(&error)) }
    // libzip frees a source it has taken over; we need this one after closing.
    zip_source_keep(target)
    defer { zip_source_free(target) }
    guard let archive = zip_open_from_source(target, ZIP_TRUNCATE, &error) else {
      zip_source_free(target)
      throw failure(message(&error))
    }
    for entry in entries {
      // The archive reads its sources when it is closed and frees them then.
      let copy = malloc(max(entry.bytes.count, 1))
      entry.bytes.withUnsafeBytes { buffer in
        if let copy, let base = buffer.baseAddress { memcpy(copy, base, buffer.count) }
      }
      guard let copy, let source = zip_source_buffer(archive, copy, UInt64(entry.bytes.count), 1) else {
        free(copy)
        zip_discard(archive)
        throw failure("out of memory")
      }
      let index = zip_file_add(archive, entry.name, source, ZIP_FL_ENC_UTF_8)
      let firstDay = UInt16(1 << 5 | 1)  // 1980-01-01, the first date there is.
      guard index >= 0, zip_set_file_compression(archive, UInt64(index), ZIP_CM_STORE, 0) == 0,
        zip_file_set_dostime(archive, UInt64(index), 0, firstDay, 0) == 0
      else {
        let reason = String(cString: zip_strerror(archive))
        if index < 0 { zip_source_free(source) }
        zip_discard(archive)
        throw failure(reason)
      }
    }
    guard zip_close(archive) == 0 else {
      let reason = String(cString: zip_strerror(archive))
      zip_discard(archive)
      throw failure(reason)
    }
    var status = zip_stat_t()
    guard zip_source_open(target) == 0 else { throw failure("its bytes cannot be read back") }
    defer { zip_source_close(target) }
    guard zip_source_stat(target, &status) == 0 else { throw failure("its bytes cannot be read back") }
    let size = Int(status.size)
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = max(Int(zip_source_read(target, buffer.baseAddress, UInt64(size))), 0)
    }
    guard bytes.count == size else { throw failure("its bytes cannot be read back") }
    return bytes
  }

  /// Whether a name stays inside the archive's own tree and can be printed.
  static func isHarmless(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return !name.hasPrefix("/") && !name.contains("\\") && !parts.contains("..") && name.utf8.allSatisfy { $0 >= 0x20 }
  }

  fileprivate static func message(_ error: inout zip_error_t) -> String {
    String(cString: zip_error_strerror(&error))
  }
}

/// An open archive; closes itself.
private struct ZipReader: ~Copyable {
  private let archive: OpaquePointer
  private let path: String
  private let archiveSize: Int

  /// Opens an archive in memory, which must outlive the reader.
  init(_ buffer: UnsafeRawBufferPointer, path: String) throws(FileError) {
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard let source = zip_source_buffer_create(buffer.baseAddress, UInt64(buffer.count), 0, &error) else {
      throw .damaged(path, "this is no zip archive: \(ZipContainer.message(&error))")
    }
    guard let archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) else {
      zip_source_free(source)
      throw .damaged(path, "this is no proper zip archive: \(ZipContainer.message(&error))")
    }
    self.archive = archive
    self.path = path
    archiveSize = buffer.count
  }

  deinit { zip_discard(archive) }

  func entries() throws(FileError) -> [ZipEntry] {
    let count = zip_get_num_entries(archive, 0)
    guard count <= ZipContainer.mostEntries else {
      throw .damaged(path, "the archive has \(count) entries and at most \(ZipContainer.mostEntries) are read")
    }
    var listed: [(index: UInt64, name: String, size: Int)] = []
    var names: Set<String> = []
    var total = 0
    for index in 0..<UInt64(max(count, 0)) {
      let (name, size) = try checked(index)
      guard names.insert(name).inserted else { throw .damaged(path, "entry '\(name.shortened)' is there twice") }
      total += size
      let isBomb = total > max(ZipContainer.harmlessSize, archiveSize * ZipContainer.usualExpansion)
      guard !isBomb, total <= InputFile.largestSize else {
        throw .damaged(
          path, "the archive's \(archiveSize) bytes would unpack to at least \(total)",
          remedy: "give an archive packed without compression (numpy.savez)")
      }
      if !name.hasSuffix("/") { listed.append((index, name, size)) }
    }
    var entries: [ZipEntry] = []
    for item in listed {
      entries.append(ZipEntry(name: item.name, bytes: try content(item.index, name: item.name, size: item.size)))
    }
    return entries
  }

  /// An entry's name and unpacked size, once neither can do harm.
  private func checked(_ index: UInt64) throws(FileError) -> (name: String, size: Int) {
    var status = zip_stat_t()
    let needed = UInt64(ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD)
    guard zip_stat_index(archive, index, 0, &status) == 0, status.valid & needed == needed, let cName = status.name else {
      throw .damaged(path, "entry \(index) of the archive is not described")
    }
    let name = String(cString: cName)
    let title = "entry '\(name.shortened)'"
    guard ZipContainer.isHarmless(name) else {
      throw .damaged(path, "\(title) has a name that leads out of the archive")
    }
    guard status.encryption_method == UInt16(ZIP_EM_NONE) else {
      throw .damaged(path, "\(title) is encrypted", remedy: "pack it without a password")
    }
    guard status.comp_method == UInt16(ZIP_CM_STORE) || status.comp_method == UInt16(ZIP_CM_DEFLATE) else {
      throw .damaged(path, "\(title) is compressed by method \(status.comp_method)", remedy: "pack it with deflate or not at all")
    }
    guard status.comp_size <= UInt64(archiveSize) else { throw .damaged(path, "\(title) claims more bytes than the archive has") }
    let most = Int(status.comp_size) * ZipContainer.largestExpansion + 64
    guard let size = Int(exactly: status.size), size <= most, size <= InputFile.largestSize else {
      throw .damaged(path, "\(title) claims to unpack from \(status.comp_size) to \(status.size) bytes")
    }
    return (name, size)
  }

  private func content(_ index: UInt64, name: String, size: Int) throws(FileError) -> [UInt8] {
    guard let file = zip_fopen_index(archive, index, 0) else { throw unreadable(name, String(cString: zip_strerror(archive))) }
    defer { zip_fclose(file) }
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      while filled < size {
        let count = zip_fread(file, buffer.baseAddress?.advanced(by: filled), UInt64(size - filled))
        guard count > 0 else { return }
        filled += Int(count)
      }
      // Only the read that finds the end compares the checksum.
      var extra: UInt8 = 0
      isWhole = zip_fread(file, &extra, 1) == 0
    }
    guard isWhole else { throw unreadable(name, String(cString: zip_file_strerror(file))) }
    return bytes
  }

  private func unreadable(_ name: String, _ reason: String) -> FileError {
    .damaged(path, "entry '\(name.shortened)' cannot be unpacked to its declared size (\(reason))")
  }
}
