import Foundation

extension TraceProvenance {
  /// Writes the facts and the format as attributes of the root, in place of those that are there.
  func write(to attributes: Attributes) throws(HDF5Error) {
    typealias Name = TraceLayout.Attribute
    for name in [Name.format, Name.formatVersion, Name.provenance, Name.seed, Name.layout] { try attributes.remove(name) }
    try attributes.writeForOthers(Name.format, TraceLayout.format)
    try attributes.write(Name.formatVersion, TraceLayout.formatVersion)
    try attributes.write(Name.provenance, json)
    try attributes.writeForOthers(Name.layout, TraceLayout.layout)
    for (name, text) in texts {
      try attributes.remove(name)
      try attributes.writeForOthers(name, text)
    }
    if let seed { try attributes.write(Name.seed, seed) }
  }

  private var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Encoding strings and a whole number cannot fail.
    guard let data = try? encoder.encode(self) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }

  /// Reads them back, after judging format, version and completeness in this order.
  init(_ attributes: Attributes, path: String) throws(TraceError) {
    typealias Name = TraceLayout.Attribute
    guard (try? attributes.contains(Name.provenance)) == true,
      let found = try? attributes.read(Name.formatVersion, as: Int32.self)
    else {
      throw .notATrace(path: path, reason: "its root has not the attributes \(Name.formatVersion) and \(Name.provenance)")
    }
    guard found == TraceLayout.formatVersion else {
      throw .otherFormat(path: path, found: Int(found), supported: Int(TraceLayout.formatVersion))
    }
    guard (try? attributes.read(Name.complete, as: UInt8.self)) == 1 else { throw .incomplete(path: path) }
    let json = try TraceInspector.reading(path) { () throws(HDF5Error) in try attributes.readText(Name.provenance) }
    do { self = try JSONDecoder().decode(TraceProvenance.self, from: Data(json.utf8)) } catch {
      throw .malformed(path: path, reason: "the attribute \(Name.provenance) is not JSON of a trace's origin")
    }
  }
}
