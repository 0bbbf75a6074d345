import Foundation

/// Opens the input as a trace and reads everything in it: errors are welcome, crashes are not.
///
/// HDF5 reads files, so the input is written to one first; the library itself is not built for coverage.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTrace(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Data(UnsafeBufferPointer(start: start, count: count))
  let path = "/dev/shm/carryscope-fuzz-\(getpid()).h5"
  defer { unlink(path) }
  guard (try? bytes.write(to: URL(filePath: path))) != nil else { return 0 }
  do throws(TraceError) {
    let reader = try TraceReader.open(path)
    _ = try reader.readProblems()
    for hook in reader.hooks { try reader.forEachPortion(.activation, hook.name) { _ throws(TraceError) in } }
    for hook in reader.gradients { try reader.forEachPortion(.gradient, hook.name) { _ throws(TraceError) in } }
  } catch {}
  return 0
}
