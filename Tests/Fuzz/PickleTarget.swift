/// Feeds the PyTorch reader whatever libFuzzer invents: as a file, and, since checksums keep mutations from getting that far, as
/// the pickle of a file with four storages. Anything but tensors or an error is a crash.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPickle(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  _ = try? TorchFile.decode(bytes, path: "in")
  let storages = ["0": 4, "1": 32, "2": 96, "3": 0].mapValues { [UInt8](repeating: 1, count: $0) }
  _ = try? TorchArchive(pickle: bytes, storages: storages)
  return 0
}
