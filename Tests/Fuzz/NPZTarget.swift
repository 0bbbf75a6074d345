/// Feeds the NumPy readers whatever libFuzzer invents: as an archive, and, since checksums keep mutations from getting that far,
/// as one of its arrays. Anything but tensors or an error is a crash.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzNPZ(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  _ = try? NPZ.decode(bytes, path: "in")
  // What was read must survive writing and reading again.
  guard let tensor = try? NPY.decode(bytes, name: "w", path: "in") else { return 0 }
  let again = try? NPY.decode(NPY.encode(tensor), name: "w", path: "in")
  precondition(again == tensor, "an array changed by being written")
  return 0
}
