/// Why a figure could not be made or written.
public enum FigureError: Error, Hashable, CustomStringConvertible {
  /// The path's extension is none of png, svg, pdf.
  case unknownExtension(path: String)
  /// The file or its folder cannot be written; `reason` says why and what to do.
  case unwritable(path: String, reason: String)
  /// The page is empty, or larger than cairo can rasterise.
  case impossibleSize(width: Double, height: Double)
  /// The labels leave no room for the data.
  case noRoom(panel: Int)
  /// Cairo refused; its own words.
  case drawing(String)
  /// libpng refused; its own words.
  case encoding(String)
  /// A metadata keyword that PNG does not allow.
  case badKeyword(String)

  /// What happened, where, and what to do.
  public var description: String {
    switch self {
    case .unknownExtension(let path): "\(path): a figure is written as .png, .svg or .pdf; give one of these extensions"
    case .unwritable(let path, let reason): "\(path): the figure cannot be written: \(reason)"
    case .impossibleSize(let width, let height):
      "a figure of \(width) x \(height) mm cannot be drawn; give a size between 10 mm and 2,500 mm, or fewer dots per inch"
    case .noRoom(let panel): "panel \(panel + 1): its labels leave no room for the data; make the figure larger"
    case .drawing(let reason): "cairo could not draw the figure: \(reason)"
    case .encoding(let reason): "libpng could not encode the figure: \(reason)"
    case .badKeyword(let keyword):
      "\"\(keyword)\" is no PNG keyword: use 1 to 79 printable ASCII characters without leading, trailing or double spaces"
    }
  }
}
