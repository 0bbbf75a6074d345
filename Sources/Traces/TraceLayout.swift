/// The names, versions and sizes that writer and reader agree on.
enum TraceLayout {
  static let format = "CarryScope activation trace"
  static let formatVersion: Int32 = 1

  static let activations = "activations"
  static let problems = "problems"
  static let tokens = "tokens"
  /// Names at the file's root that a dimension may not take.
  static let rootNames: Set = [activations, problems, tokens]
  /// Columns of `/problems` that every trace has.
  static let standardColumns: Set = ["a", "b", "sum", "answer", "correct"]

  /// Bytes of a name; HDF5 allows more, readers need not.
  static let longestName = 200
  /// A chunk's size: large enough that HDF5's work per chunk vanishes, small enough to read one problem.
  static let chunkBytes = 512 << 10
  /// HDF5 cannot hold chunks of 4 GiB; a quarter of that leaves room for whatever reads them.
  static let greatestProblemBytes = 1 << 30

  static let labelSeparator = "\n"

  /// Names of attributes; those without a comment are of the root.
  enum Attribute {
    static let format = "format"
    static let formatVersion = "format_version"
    static let version = "carryscope_version"
    static let commandLine = "command_line"
    static let architecture = "architecture"
    static let weights = "weights_sha256"
    static let suite = "suite"
    static let seed = "seed"
    static let pass = "pass"
    static let complete = "complete"

    /// Of an array: the names of its dimensions, with a space between.
    static let dimensions = "dimensions"
    /// Of a labelled dimension: its labels, one per line.
    static let labels = "labels"
    /// Of a column: what it says.
    static let meaning = "long_name"
  }

  /// Problems per chunk of a dataset with `bytes` per problem: whole blocks of sixteen where they fit.
  static func problemsPerChunk(bytes: Int, problems: Int) -> Int {
    let fitting = max(1, chunkBytes / max(1, bytes))
    return min(problems, fitting >= 16 ? fitting / 16 * 16 : fitting)
  }

  /// The number of values in `[problem, dimensions...]`, provided that it and one problem's bytes are possible.
  static func values(_ problems: Int, _ dimensions: [TraceDimension], _ what: String) throws(TraceError) -> Int {
    var perProblem = 1
    for dimension in dimensions {
      let (product, overflow) = perProblem.multipliedReportingOverflow(by: dimension.size)
      guard !overflow, product <= greatestProblemBytes / MemoryLayout<Float>.size else {
        throw .description("\(what) has more than \(greatestProblemBytes >> 20) MiB for one problem")
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
