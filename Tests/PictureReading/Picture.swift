import CPNG

/// A PNG's pixels, as libpng reads them.
public struct Picture: Sendable {
  /// In pixels.
  public let width, height: Int
  /// Red, green and blue, row by row.
  public let rgb: [UInt8]

  /// What libpng does not read.
  public struct Unreadable: Error {}

  /// Reads a file's bytes.
  public init(png file: [UInt8]) throws {
    // libpng keeps the address of the file between the two calls.
    (width, height, rgb) = try file.withUnsafeBytes { file in
      var image = png_image()
      image.version = UInt32(PNG_IMAGE_VERSION)
      guard png_image_begin_read_from_memory(&image, file.baseAddress, file.count) != 0 else { throw Unreadable() }
      image.format = UInt32(PNG_FORMAT_FLAG_COLOR)
      var pixels = [UInt8](repeating: 0, count: Int(image.width) * Int(image.height) * 3)
      guard png_image_finish_read(&image, nil, &pixels, 0, nil) != 0 else { throw Unreadable() }
      return (Int(image.width), Int(image.height), pixels)
    }
  }

  /// A pixel's red, green and blue.
  public func pixel(_ x: Int, _ y: Int) -> [UInt8] { Array(rgb[((y * width + x) * 3)..<((y * width + x) * 3 + 3)]) }

  /// How far it is from another of the same size, in what an eye sees; nil for another size.
  ///
  /// Both are averaged over squares of two pixels first, so that the edge of a letter may lie a little elsewhere.
  public func difference(from other: Picture) -> Difference? {
    guard (width, height) == (other.width, other.height), width > 1, height > 1 else { return nil }
    var (sum, far, count) = (0.0, 0, 0)
    for y in stride(from: 0, to: height - 1, by: 2) {
      for x in stride(from: 0, to: width - 1, by: 2) {
        var most = 0.0
        for channel in 0..<3 {
          let parts = [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)].map { x, y in
            Double(rgb[(y * width + x) * 3 + channel]) - Double(other.rgb[(y * width + x) * 3 + channel])
          }
          most = max(most, abs(parts.reduce(0, +)) / 4)
        }
        sum += most
        far += most > 40 ? 1 : 0
        count += 1
      }
    }
    return Difference(mean: sum / Double(count), farShare: Double(far) / Double(count))
  }

  /// How far two pictures are apart.
  public struct Difference: Hashable, Sendable {
    /// The mean of the greatest channel's difference, 0...255.
    public let mean: Double
    /// The share of squares that clearly differ.
    public let farShare: Double
    /// Whether a person would call them the same.
    public var isSmall: Bool { mean < 1.5 && farShare < 0.01 }
  }
}
