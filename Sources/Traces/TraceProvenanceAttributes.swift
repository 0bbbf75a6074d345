extension TraceProvenance {
  /// Writes the facts and the format as attributes of the root.
  func write(to attributes: Attributes) throws(HDF5Error) {
    typealias Name = TraceLayout.Attribute
    try attributes.write(Name.format, TraceLayout.format)
    try attributes.write(Name.formatVersion, TraceLayout.formatVersion)
    try attributes.write(Name.version, version)
    try attributes.write(Name.commandLine, commandLine)
    try attributes.write(Name.architecture, architecture)
    try attributes.write(Name.weights, weightsSHA256)
    if let suite { try attributes.write(Name.suite, suite) }
    if let seed { try attributes.write(Name.seed, seed) }
    if let pass { try attributes.write(Name.pass, pass) }
  }

  /// Reads them back, after judging format, version and completeness in this order.
  init(_ attributes: Attributes, path: String) throws(TraceError) {
    typealias Name = TraceLayout.Attribute
    guard (try? attributes.readText(Name.format)) == TraceLayout.format else {
      throw .notATrace(path: path, reason: "its root has no attribute \(Name.format) = '\(TraceLayout.format)'")
    }
    let found = try TraceInspector.reading(path) { () throws(HDF5Error) in
      try attributes.read(Name.formatVersion, as: Int32.self)
    }
    guard (1...TraceLayout.formatVersion).contains(found) else {
      throw .newerFormat(path: path, found: Int(found), supported: Int(TraceLayout.formatVersion))
    }
    guard (try? attributes.read(Name.complete, as: UInt8.self)) == 1 else { throw .incomplete(path: path) }
    self = try TraceInspector.reading(path) { () throws(HDF5Error) in
      TraceProvenance(
        architecture: try attributes.readText(Name.architecture),
        weightsSHA256: try attributes.readText(Name.weights),
        commandLine: try attributes.readText(Name.commandLine),
        version: try attributes.readText(Name.version),
        suite: try attributes.contains(Name.suite) ? try attributes.readText(Name.suite) : nil,
        seed: try attributes.contains(Name.seed) ? try attributes.read(Name.seed) : nil,
        pass: try attributes.contains(Name.pass) ? try attributes.readText(Name.pass) : nil)
    }
  }
}
