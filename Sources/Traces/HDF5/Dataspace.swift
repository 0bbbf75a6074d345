import CHDF5

/// The shape of a dataset or attribute, and the rows selected of it.
struct Dataspace {
  /// HDF5's own limit on the number of dimensions.
  static let greatestRank = 32

  let identifier: Identifier

  init(owning identifier: Identifier) { self.identifier = identifier }

  /// A shape; no extents make a scalar.
  /// - Parameter grows: whether rows may be added later.
  init(shape: [Int], grows: Bool = false) throws(HDF5Error) {
    let extents = shape.map { hsize_t($0) }
    var greatest = extents
    if grows, !greatest.isEmpty { greatest[0] = chdf5_unlimited() }
    identifier = try Identifier("describe the shape \(shape)", closing: H5Sclose) {
      extents.isEmpty ? H5Screate(H5S_SCALAR) : H5Screate_simple(Int32(extents.count), extents, greatest)
    }
  }

  /// The extents; an extent beyond `Int` is an error, not a trap.
  func shape() throws(HDF5Error) -> [Int] {
    let rank = Int(try Library.call("read a shape") { H5Sget_simple_extent_ndims(identifier.raw) })
    guard rank > 0 else { return [] }
    var extents = [hsize_t](repeating: 0, count: rank)
    try Library.call("read a shape") { H5Sget_simple_extent_dims(identifier.raw, &extents, nil) }
    var shape: [Int] = []
    for extent in extents {
      guard let size = Int(exactly: extent) else {
        throw HDF5Error(action: "read a shape", reason: "an extent of \(extent) is not possible")
      }
      shape.append(size)
    }
    return shape
  }

  /// Selects `rows` of the first dimension, everything of the others.
  func select(rows: Range<Int>, of shape: [Int]) throws(HDF5Error) {
    var start = [hsize_t](repeating: 0, count: shape.count)
    var count = shape.map { hsize_t($0) }
    start[0] = hsize_t(rows.lowerBound)
    count[0] = hsize_t(rows.count)
    try Library.call("select rows \(rows)") {
      H5Sselect_hyperslab(identifier.raw, H5S_SELECT_SET, start, nil, count, nil)
    }
  }
}
