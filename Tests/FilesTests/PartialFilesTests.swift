import Foundation
import Testing

@testable import Files

/// A folder that is there for one test.
private struct Scratch: ~Copyable {
  let path = FileManager.default.temporaryDirectory.path + "/files-tests-\(UUID().uuidString)"

  init() throws { try Folder.create(path) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var contents: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }
}

@Suite struct PartialFilesTests {
  /// A library may still have it open: then closing it has nothing to bring to the disk.
  @Test func whatIsDroppedIsEmptiedFirst() throws {
    let scratch = try Scratch()
    var file: Int32 = -1
    do {
      let pending = try PendingFile(for: scratch.path + "/a")
      try pending.write(Array(repeating: 7, count: 5000))
      file = open(pending.temporaryPath, O_RDONLY)
    }
    defer { close(file) }
    var status = stat()
    #expect(fstat(file, &status) == 0 && status.st_size == 0 && status.st_nlink == 0)
    #expect(try scratch.contents.isEmpty)
  }

  @Test func whatIsUnwantedInTheEndIsNotThere() throws {
    let scratch = try Scratch()
    for isUnwanted in [true, false] {
      let pending = try PendingFile(for: scratch.path + "/a")
      try pending.write([1, 2, 3])
      #expect(try pending.commit(unless: { isUnwanted }) == !isUnwanted)
      #expect(try scratch.contents == (isUnwanted ? [] : ["a"]))
    }
  }

  /// A process that was killed has closed its files and removed none.
  private func abandon(_ name: String, in folder: String) throws -> String {
    let partial = try #require(PartialFiles.create(for: name, in: folder))
    // Processes that other tests are just starting have copies of the descriptor.
    flock(partial.descriptor, LOCK_UN)
    close(partial.descriptor)
    PartialFiles.forget(partial.path)
    return partial.path
  }

  @Test func whatAKilledProcessLeftGoesWithTheNextWriteToTheSamePlace() throws {
    let scratch = try Scratch()
    for _ in 0..<3 { _ = try abandon("trace.h5", in: scratch.path) }
    #expect(try scratch.contents.count == 3)
    #expect(try scratch.contents.allSatisfy { $0.hasPrefix(".trace.h5.") && $0.hasSuffix(".partial") })
    try AtomicFile.write("elsewhere", to: scratch.path + "/other.h5")
    #expect(try scratch.contents.count == 4)
    try AtomicFile.write("new", to: scratch.path + "/trace.h5")
    #expect(try scratch.contents == ["other.h5", "trace.h5"])
  }

  @Test func aRunningWriterIsLeftAlone() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/out"
    let first = try PendingFile(for: path)
    let second = try PendingFile(for: path)
    try AtomicFile.write("third", to: path)
    #expect(try scratch.contents.count == 3)
    try first.write([1])
    try second.write([2])
    try first.commit()
    try second.commit()
    #expect(try InputFile.read(path) == [2])
    #expect(try scratch.contents == ["out"])
  }

  /// The lock is the file's, not the name's: it holds against other programs, too.
  @Test func anotherProcessHoldingTheLockIsRespected() throws {
    let flock = "/usr/bin/flock"
    guard FileManager.default.isExecutableFile(atPath: flock) else { try Test.cancel("there is no \(flock)") }
    let scratch = try Scratch()
    let leftover = try abandon("out", in: scratch.path)
    let holder = Process()
    holder.executableURL = URL(filePath: flock)
    holder.arguments = [leftover, "/bin/sh", "-c", "echo locked; exec sleep 60"]
    let output = Pipe()
    holder.standardOutput = output
    try holder.run()
    defer { kill(holder.processIdentifier, SIGKILL) }
    _ = output.fileHandleForReading.availableData
    #expect(PartialFiles.removeAbandoned(of: "out", in: scratch.path).isEmpty)
    #expect(FileManager.default.fileExists(atPath: leftover))
  }

  @Test func ofAnotherMachineOnlyOldOnesGo() throws {
    let scratch = try Scratch()
    let name = ".out.somewhereelse-0123456789abc.partial"
    try Data().write(to: URL(filePath: scratch.path + "/" + name))
    #expect(PartialFiles.removeAbandoned(of: "out", in: scratch.path).isEmpty)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -25 * 3600)], ofItemAtPath: scratch.path + "/" + name)
    #expect(PartialFiles.removeAbandoned(of: "out", in: scratch.path) == [name])
    #expect(try scratch.contents.isEmpty)
  }

  @Test func whatOnlyLooksLikeOursStays() throws {
    let scratch = try Scratch()
    let host = try abandon("out", in: scratch.path).split(separator: ".").dropLast().last?.split(separator: "-").first ?? ""
    #expect(PartialFiles.removeAbandoned(of: "out", in: scratch.path).count == 1)
    let names = [
      ".out.partial", ".out.\(host)-short.partial", ".out.\(host).partial", "out.\(host)-0123456789abc.partial",
      ".out.h5.\(host)-0123456789abc.partial", ".out.\(host)-0123456789abc.partial.bak", ".out.my.\(host)-0123456789abc.partial",
    ]
    for name in names { try Data().write(to: URL(filePath: scratch.path + "/" + name)) }
    try Folder.create(scratch.path + "/.out.\(host)-0123456789abd.partial")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/.out.\(host)-0123456789abe.partial", withDestinationPath: "out.\(host)-0123456789abc.partial")
    #expect(PartialFiles.removeAbandoned(of: "out", in: scratch.path).isEmpty)
    #expect(try scratch.contents.count == names.count + 2)
  }

  @Test func longNamesHaveRoomForOurs() throws {
    let scratch = try Scratch()
    let name = String(repeating: "ä", count: 125)
    _ = try abandon(name, in: scratch.path)
    try AtomicFile.write("new", to: scratch.path + "/" + name)
    #expect(try scratch.contents == [name])
    let error = #expect(throws: FileError.self) { try AtomicFile.requirePlace(for: scratch.path + "/" + name + name) }
    #expect(error?.remedy == "choose a shorter name")
  }

  @Test func removeOwnTakesEveryUnfinishedFileAndNoFinishedOne() async throws {
    // Other tests of this process write files, too, so it is asked in one of its own.
    await #expect(processExitsWith: .success) {
      let scratch = FileManager.default.temporaryDirectory.path + "/files-tests-\(UUID().uuidString)"
      try Folder.create(scratch)
      defer { try? FileManager.default.removeItem(atPath: scratch) }
      try AtomicFile.write("done", to: scratch + "/done")
      let pending = try PendingFile(for: scratch + "/out")
      try pending.write([1])
      PartialFiles.removeOwn()
      try #require(try FileManager.default.contentsOfDirectory(atPath: scratch) == ["done"])
      // As a library does that opens the file by its name a moment too late.
      try Data([2]).write(to: URL(filePath: pending.temporaryPath))
      PartialFiles.removeOwn()
      try #require(try FileManager.default.contentsOfDirectory(atPath: scratch) == ["done"])
      do throws(FileError) {
        try pending.commit()
        Issue.record("a removed file was committed")
      } catch {}
      try #require(try FileManager.default.contentsOfDirectory(atPath: scratch) == ["done"])
    }
  }
}
