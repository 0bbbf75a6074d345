/// Writes `/model`: the weights of the model that a trace is of, and tables derived from them.
struct ModelTensors {
  private let root: Group

  init(_ root: Group) { self.root = root }

  /// Writes tensors, making the groups on their paths.
  func write(_ tensors: [TraceTensor]) throws(HDF5Error) {
    var groups = ["": try root.createGroup(TraceLayout.model)]
    for tensor in tensors {
      let parts = tensor.path.split(separator: "/").map(String.init)
      var path = ""
      for part in parts.dropLast() {
        let parent = path
        path += "/" + part
        if groups[path] == nil, let folder = groups[parent] { groups[path] = try folder.createGroup(part) }
      }
      guard let group = groups[path], let name = parts.last else { continue }
      try write(tensor, as: name, in: group)
    }
  }

  private func write(_ tensor: TraceTensor, as name: String, in group: Group) throws(HDF5Error) {
    // A single number has no dimensions, and chunks need one.
    let shape = tensor.shape.isEmpty ? [1] : tensor.shape
    let dataset = try group.createDataset(
      name, of: .float32, shape: shape, grows: false, storage: Storage(chunk: shape))
    try dataset.attributes.writeForOthers(TraceLayout.Attribute.meaning, tensor.meaning)
    try dataset.write(tensor.values.span, rows: 0..<shape[0])
  }
}
