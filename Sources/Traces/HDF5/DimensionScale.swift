import CHDF5

/// Dimension scales (HDF5's "H5DS"), which are what netCDF-4 calls dimensions.
extension Dataset {
  /// Makes this dataset the netCDF dimension called `name`, numbered `number` within the file, and its coordinates.
  func becomeScale(_ name: String, number: Int) throws(HDF5Error) {
    try Library.call("make \(path) a dimension") { H5DSset_scale(identifier.raw, name) }
    try attributes.write("_Netcdf4Dimid", Int32(number))
  }

  /// Names the dimensions of this dataset by attaching their scales, axis by axis.
  func attach(_ scales: [Dataset]) throws(HDF5Error) {
    for (axis, scale) in scales.enumerated() {
      try Library.call("attach the dimension \(scale.path) to \(path)") {
        H5DSattach_scale(identifier.raw, scale.identifier.raw, UInt32(axis))
      }
    }
  }
}
