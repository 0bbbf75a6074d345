import Files

/// Reads a safetensors file of which nothing is believed before it is checked.
struct SafeTensorsDecoder {
  let bytes: [UInt8]
  let path: String

  /// What the header says of one tensor, checked in itself but not yet against its neighbours.
  private struct Entry {
    let name: String
    let type: ElementType
    let shape: [Int]
    let range: Range<Int>
  }

  func archive() throws(FileError) -> TensorArchive {
    let header = try headerBytes()
    let document: JSONValue
    do {
      document = try StrictJSON.parse(header)
    } catch {
      throw .damaged(path, "the header is not proper JSON at byte \(error.offset): \(error.problem)")
    }
    guard case .object(let members) = document else { throw .damaged(path, "the header is not a JSON object") }

    var metadata: [String: String] = [:]
    var entries: [Entry] = []
    for member in members {
      if member.name == TensorArchive.metadataName {
        metadata = try self.metadata(member.value)
      } else {
        entries.append(try entry(member))
      }
    }
    let data = bytes[header.endIndex...]
    entries = try tiled(entries, size: data.count)
    var tensors: [Tensor] = []
    for entry in entries {
      let content = Array(data[data.startIndex + entry.range.lowerBound..<data.startIndex + entry.range.upperBound])
      guard let tensor = Tensor(name: entry.name, shape: entry.shape, elementType: entry.type, bytes: content) else {
        throw .damaged(path, "tensor '\(entry.name.shortened)' has a shape that does not fit its bytes")
      }
      tensors.append(tensor)
    }
    return TensorArchive(tensors, metadata: metadata)
  }

  private func headerBytes() throws(FileError) -> ArraySlice<UInt8> {
    guard SafeTensors.hasPlausibleHeader(bytes) else {
      if let error = FileKind(of: bytes).mismatch(expected: "a safetensors checkpoint", path: path) { throw error }
      guard bytes.count >= 8 else {
        throw .damaged(path, "the file has \(bytes.count) bytes, too few for a safetensors header")
      }
      let length = SafeTensors.headerLength(bytes)
      guard length <= SafeTensors.largestHeader else {
        throw .damaged(path, "the header claims \(length) bytes, more than the format's limit of \(SafeTensors.largestHeader)")
      }
      throw .damaged(path, "the header does not begin with '{'")
    }
    let length = Int(SafeTensors.headerLength(bytes))
    guard length <= bytes.count - 8 else {
      throw .damaged(path, "the header claims \(length) bytes but only \(bytes.count - 8) follow")
    }
    return bytes[8..<8 + length]
  }

  private func metadata(_ value: JSONValue) throws(FileError) -> [String: String] {
    guard case .object(let members) = value else { throw .damaged(path, "the metadata is not a JSON object") }
    var metadata: [String: String] = [:]
    for member in members {
      guard case .string(let text) = member.value else {
        throw .damaged(path, "the metadata '\(member.name.shortened)' is not a string")
      }
      metadata[member.name] = text
    }
    return metadata
  }

  private func entry(_ member: JSONValue.Member) throws(FileError) -> Entry {
    let title = "tensor '\(member.name.shortened)'"
    guard case .object(let fields) = member.value else { throw .damaged(path, "\(title) is not described by a JSON object") }
    var type: ElementType?
    var shape: [Int]?
    var offsets: [Int]?
    for field in fields {
      switch (field.name, field.value) {
      case ("dtype", .string(let name)):
        type = ElementType(rawValue: name)
        guard type != nil else {
          let known = ElementType.allCases.map(\.rawValue).joined(separator: ", ")
          throw .damaged(
            path, "\(title) has the element type '\(name.shortened)'", remedy: "store it as one of \(known)")
        }
      case ("shape", .array(let values)):
        shape = try integers(values, "the shape of \(title)")
      case ("data_offsets", .array(let values)):
        offsets = try integers(values, "the data_offsets of \(title)")
      case ("dtype", _), ("shape", _), ("data_offsets", _):
        throw .damaged(path, "the \(field.name) of \(title) is of the wrong kind")
      default:
        throw .damaged(path, "\(title) has an unknown field '\(field.name.shortened)'")
      }
    }
    guard let type else { throw .damaged(path, "\(title) has no dtype") }
    guard let shape else { throw .damaged(path, "\(title) has no shape") }
    guard let offsets, offsets.count == 2 else { throw .damaged(path, "\(title) needs two data_offsets") }
    guard offsets[0] <= offsets[1] else { throw .damaged(path, "\(title) ends before it begins") }
    guard let size = type.byteCount(shape: shape) else { throw .damaged(path, "\(title) has an impossibly large shape") }
    guard size == offsets[1] - offsets[0] else {
      throw .damaged(path, "\(title) needs \(size) bytes for its shape but has \(offsets[1] - offsets[0])")
    }
    return Entry(name: member.name, type: type, shape: shape, range: offsets[0]..<offsets[1])
  }

  private func integers(_ values: [JSONValue], _ title: String) throws(FileError) -> [Int] {
    var integers: [Int] = []
    for value in values {
      guard case .number(let text) = value, let integer = Int(text), integer >= 0, text != "-0" else {
        throw .damaged(path, "\(title) must be whole numbers from 0 to \(Int.max)")
      }
      integers.append(integer)
    }
    return integers
  }

  /// The entries in the order of their data, which must fill the rest of the file without a hole and without an overlap.
  private func tiled(_ entries: [Entry], size: Int) throws(FileError) -> [Entry] {
    // Stable for empty tensors, which lie at one place together: the header's order decides.
    let ordered = entries.enumerated().sorted {
      ($0.element.range.lowerBound, $0.element.range.upperBound, $0.offset)
        < ($1.element.range.lowerBound, $1.element.range.upperBound, $1.offset)
    }.map(\.element)
    var end = 0
    for entry in ordered {
      let title = "tensor '\(entry.name.shortened)'"
      guard entry.range.lowerBound >= end else { throw .damaged(path, "\(title) overlaps the one before") }
      guard entry.range.lowerBound == end else {
        throw .damaged(path, "\(entry.range.lowerBound - end) bytes before \(title) belong to no tensor")
      }
      guard entry.range.upperBound <= size else {
        throw .damaged(path, "\(title) ends at byte \(entry.range.upperBound) of the data, which has only \(size)")
      }
      end = entry.range.upperBound
    }
    guard end == size else { throw .damaged(path, "\(size - end) bytes at the end belong to no tensor") }
    return ordered
  }
}
