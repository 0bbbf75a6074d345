/// Feeds the safetensors reader whatever libFuzzer invents. Anything but an archive or an error is a crash.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSafeTensors(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  // What was read must survive writing and reading again.
  guard let archive = try? SafeTensors.decode(bytes, path: "in", allowingNonFinite: true) else { return 0 }
  let again = try? SafeTensors.decode(SafeTensors.encode(archive), path: "in", allowingNonFinite: true)
  precondition(again == archive, "an archive changed by being written")
  return 0
}
