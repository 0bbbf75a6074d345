import Checkpoints
import Files
import Foundation
import Testing

@Suite struct FileTests {
  @Test func replacesAFileInOneStep() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/out"
    try AtomicFile.write([1, 2, 3], to: path)
    try AtomicFile.write("new", to: path)
    try AtomicFile.write([], to: scratch.path + "/empty")
    #expect(try InputFile.read(path) == Array("new".utf8))
    #expect(try InputFile.read(scratch.path + "/empty") == [])
    #expect(try scratch.contents == ["empty", "out"])
  }

  @Test func keepsPermissionsAndLinks() throws {
    let scratch = try Scratch()
    let (file, link) = (scratch.path + "/file", scratch.path + "/link")
    try AtomicFile.write([1], to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "file")
    try AtomicFile.write([2], to: link)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "file")
    #expect(try InputFile.read(file) == [2])
    let permissions = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber
    #expect(permissions?.intValue == 0o640)
  }

  @Test func leavesNothingWhenDropped() throws {
    struct Stop: Error {}
    let scratch = try Scratch()
    let path = scratch.path + "/out"
    try AtomicFile.write([1], to: path)
    #expect(throws: Stop.self) {
      let pending = try PendingFile(for: path)
      try pending.write([2, 3])
      #expect(FileManager.default.fileExists(atPath: pending.temporaryPath))
      throw Stop()
    }
    #expect(try InputFile.read(path) == [1])
    #expect(try scratch.contents == ["out"])
  }

  @Test func takesWhatAnotherLibraryWrote() throws {
    let scratch = try Scratch()
    let pending = try PendingFile(for: scratch.path + "/out")
    try Data([7]).write(to: URL(fileURLWithPath: pending.temporaryPath))
    try pending.commit()
    #expect(try InputFile.read(scratch.path + "/out") == [7])
    #expect(try scratch.contents == ["out"])
  }

  @Test func refusesPlacesThatCannotBeWritten() throws {
    let scratch = try Scratch()
    let folder = scratch.path
    try FileManager.default.createSymbolicLink(atPath: folder + "/dangling", withDestinationPath: "nowhere")
    #expect(mkfifo(folder + "/pipe", 0o600) == 0)
    let longName = String(repeating: "n", count: 300)
    for (path, reason) in [
      (folder + "/absent/out", "there is no folder"), (folder, "this is a folder"), (folder + "/", "names no file"),
      ("", "names no file"), ("a\0b", "names no file"), ("/dev/null", "a pipe or a device"),
      (folder + "/pipe", "a pipe or a device"),
      (folder + "/dangling", "leads nowhere"), (folder + "/" + longName, "cannot be written"),
      ("/proc/carryscope", "cannot be written"), (folder + "/pipe/out", "there is no folder"),
    ] {
      let error = #expect(throws: FileError.self) { try AtomicFile.write([1], to: path) }
      #expect(error?.category == .inputOutput)
      #expect(error?.description.contains(reason) == true, "\(path): \(error?.description ?? "no error")")
    }
    #expect(try scratch.contents == ["dangling", "pipe"])
  }

  @Test func refusesWhatCannotBeRead() throws {
    let scratch = try Scratch()
    #expect(mkfifo(scratch.path + "/pipe", 0o600) == 0)
    for path in [
      scratch.path + "/absent", scratch.path, scratch.path + "/pipe", scratch.path + "/pipe/below", "", "a\0b", "/dev/zero",
    ] {
      let error = #expect(throws: FileError.self) { try SafeTensors.read(path) }
      #expect(error?.category == .missing, "\(path)")
    }
  }

  @Test func refusesAnEnormousFileUnread() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/large"
    try AtomicFile.write([], to: path)
    // A hole of eight tebibytes, which takes no space.
    try #require(truncate(path, 8 << 40) == 0)
    let error = #expect(throws: FileError.self) { try NPZ.read(path) }
    #expect(error?.category == .badData)
    #expect(error?.problem.contains("8796093022208") == true)
    #expect(throws: FileError.self) { try InputFile.read(path, upTo: 100) }
  }

  @Test(
    arguments: [
      ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13], "this is a PNG image, not a"),
      (Array("%PDF-1.7\n%âãÏÓ\n".utf8), "this is a PDF document, not a"),
      (Array("{\"family\": \"split\"}".utf8), "this is a JSON document, not a"),
      (Array("<!DOCTYPE html><html>".utf8), "this is a web page, not a"),
      (Array("version https://git-lfs.github.com/spec/v1".utf8), "git lfs pull"),
      (Array("step,loss\n1,2.5\n".utf8), "this is a text file, not a"),
      ([0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9], "this is a Python pickle, not a"),
      ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0], "this is an HDF5 file, not a"),
      ([], "this is an empty file, not a"),
    ] as [([UInt8], String)])
  func saysWhatAFileIsInstead(_ bytes: [UInt8], _ reason: String) {
    expectBadData("safetensors", mentions: reason) { () throws(FileError) in _ = try SafeTensors.decode(bytes, path: "in") }
    expectBadData("npz", mentions: reason) { () throws(FileError) in _ = try NPZ.decode(bytes, path: "in") }
  }

  @Test func tellsTheFormatsApart() throws {
    let (safeTensors, npz) = (SafeTensors.encode(Examples.small), try NPZ.encode(Examples.small, path: "in"))
    #expect(FileKind(of: safeTensors) == .safeTensors)
    #expect(FileKind(of: npz) == .zip)
    #expect(FileKind(of: NPY.encode(Tensor(name: "w", shape: [1], floats: [1]))) == .npy)
    #expect(FileKind(of: [0, 1, 2, 3, 0xFF, 0xFE, 9, 9, 9]) == .unknown)
    expectBadData("npz", mentions: "this is a safetensors file") { () throws(FileError) in
      _ = try NPZ.decode(safeTensors, path: "in")
    }
    expectBadData("safetensors", mentions: "this is a zip archive") { () throws(FileError) in
      _ = try SafeTensors.decode(npz, path: "in")
    }
  }
}
