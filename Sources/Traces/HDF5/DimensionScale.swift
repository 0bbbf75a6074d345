import CHDF5

/// Dimension scales (HDF5's "H5DS"), which are what netCDF-4 calls dimensions.
extension Dataset {
  /// Makes this dataset the netCDF dimension called `name` and numbered `number` within the file.
  /// - Parameter hasValues: whether the dataset also holds the dimension's coordinates.
  func becomeScale(_ name: String, number: Int, hasValues: Bool) throws(HDF5Error) {
    // The netCDF-4 convention for a dimension without a coordinate variable: this very text, then the size in ten columns.
    let size = String(shape.first ?? 0)
    let padded = String(repeating: " ", count: max(0, 10 - size.count)) + size
    let title = hasValues ? name : "This is a netCDF dimension but not a netCDF variable.\(padded)"
    try Library.call("make \(path) a dimension") { H5DSset_scale(identifier.raw, title) }
    try attributes.write("_Netcdf4Dimid", Int32(number))
  }

  /// Names the dimensions of this dataset: attaches each scale and labels the axis with its name.
  func attach(_ scales: [(name: String, scale: Dataset)]) throws(HDF5Error) {
    for (axis, entry) in scales.enumerated() {
      try Library.call("attach the dimension '\(entry.name)' to \(path)") {
        H5DSattach_scale(identifier.raw, entry.scale.identifier.raw, UInt32(axis))
      }
      try Library.call("label axis \(axis) of \(path)") { H5DSset_label(identifier.raw, UInt32(axis), entry.name) }
    }
  }

  /// The axis labels, one per dimension.
  func axisNames() throws(HDF5Error) -> [String] {
    try attributes.readTexts(DIMENSION_LABELS, count: shape.count)
  }
}
