/// The names, versions and sizes that writer and reader agree on.
enum TraceLayout {
  static let format = "CarryScope activation trace"
  static let formatVersion: Int32 = 2
  /// For other readers: what an array of a hook is.
  static let layout = "[problem, ...], each hook as in TransformerLens's cache"

  static let activations = "activations"
  static let gradients = "gradients"
  static let model = "model"
  static let problems = "problems"
  static let tokens = "tokens"
  /// Names at the file's root that a dimension may not take.
  static let rootNames: Set = [activations, gradients, model, problems, tokens]
  /// Columns of `/problems` that every trace has.
  static let standardColumns: [(name: String, type: ElementType, meaning: String)] = [
    ("a", .int64, "first operand"), ("b", .int64, "second operand"), ("sum", .int64, "a + b"),
    ("answer", .int64, "the model's answer; -1 where it gave no number"),
    ("correct", .uint8, "1 where the answer is the sum"),
  ]
  static let standardColumnNames = Set(standardColumns.map(\.name))

  /// Arrays of a group that are read; no model has so many hooks.
  static let greatestNameCount = 100_000

  /// Of the coordinates that only count.
  static let numberCompression = TraceCompression.deflate(level: 1)

  /// Bytes after which the disk may begin with what has been written.
  static let writingBackBytes = 16 << 20

  /// Bytes of a name; HDF5 allows more, readers need not.
  static let longestName = 200
  /// A chunk's size: large enough that HDF5's work per chunk vanishes, small enough to read one problem.
  static let chunkBytes = 512 << 10
  /// All chunks of the same problems together: what a thread computes before it writes.
  static let portionBytes = 4 << 20
  /// HDF5 cannot hold chunks of 4 GiB; a quarter of that leaves room for whatever reads them.
  static let greatestChunkBytes = 1 << 30
  /// Rows of chunks are whole blocks of so many problems where they fit.
  private static let block = 16

  static let labelSeparator = "\n"

  /// Names of attributes; those without a comment are of the root.
  enum Attribute {
    static let format = "format"
    static let formatVersion = "format_version"
    static let provenance = "provenance"
    static let layout = "layout"
    static let seed = "seed"
    static let complete = "complete"

    /// Of an array: the names of its dimensions, with a space between.
    static let dimensions = "dimensions"
    /// Of a labelled dimension: its labels, one per line.
    static let labels = "labels"
    /// Of a column: what it says.
    static let meaning = "long_name"
  }

  /// Rows per chunk of an array on its own.
  static func rowsPerChunk(rowBytes: Int, rows: Int) -> Int {
    let fitting = chunkBytes / max(1, rowBytes)
    return blocks(min(fitting, rows), rowBytes)
  }

  /// Problems per chunk of the arrays of hooks: the same for all, so that a thread can make whole chunks of what it computes.
  /// - Parameter hookBytes: the bytes of one problem, by array.
  static func problemsPerChunk(hookBytes: [Int], problems: Int) -> Int {
    let widest = hookBytes.max() ?? 1
    let fitting = min(chunkBytes / max(1, widest), portionBytes / max(1, hookBytes.reduce(0, +)), 512)
    return blocks(min(fitting, problems), widest)
  }

  /// At least one block, and whole ones, unless chunks would become impossibly large: a short trace may grow.
  private static func blocks(_ rows: Int, _ rowBytes: Int) -> Int {
    let whole = max(1, (rows + block - 1) / block) * block
    return max(1, min(whole, greatestChunkBytes / max(1, rowBytes)))
  }

  /// The number of values in `[problem, dimensions...]`, provided that it and one problem's bytes are possible.
  static func values(_ problems: Int, _ dimensions: [TraceDimension], _ what: String) throws(TraceError) -> Int {
    var perProblem = 1
    for dimension in dimensions {
      let (product, overflow) = perProblem.multipliedReportingOverflow(by: dimension.size)
      guard !overflow, product <= greatestChunkBytes / MemoryLayout<Double>.size else {
        throw .description("\(what) has more than \(greatestChunkBytes >> 20) MiB for one problem")
      }
      perProblem = product
    }
    let (total, overflow) = perProblem.multipliedReportingOverflow(by: problems)
    guard !overflow, total <= Int.max / 8 else { throw .description("\(what) has more values than can be counted") }
    return total
  }

  /// Names become variables of netCDF, where these letters are safe in every tool.
  static func checkName(_ name: String) throws(TraceError) {
    let letters = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard letters, let first = name.first, first.isLetter || first == "_", name.utf8.count <= longestName else {
      throw .description(
        "'\(name)' cannot be a name in a trace; it must begin with a letter, go on with letters, digits, '_', '.' or '-', "
          + "and be at most \(longestName) bytes long")
    }
  }
}
