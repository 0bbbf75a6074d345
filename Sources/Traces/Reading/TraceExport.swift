import Checkpoints
import Files
import Foundation

extension TraceReader {
  /// The most values that an `.npz` file is made of: it is put together in memory.
  private static let greatestArchive = 100_000_000

  /// Writes a part of the trace as a table: a line a value, with the hook, the problem's number and the places' labels.
  ///
  /// Columns that a hook has no dimension for are empty; a query is under `position`, a key under `feature`.
  /// - Returns: the number of values.
  /// - Throws: `HookSelectionError`, `LabelSelectionError`, `TraceError`, `FileError`.
  @discardableResult
  public func exportCSV(_ selection: TraceSelection, to path: String) throws -> Int {
    let pending = try PendingFile(for: path)
    let file = try FileHandle(forWritingTo: URL(filePath: pending.temporaryPath))
    defer { try? file.close() }
    var text = "hook,problem,head,position,feature,value\n"
    var count = 0
    func flush() throws(FileError) {
      do { try file.write(contentsOf: Data(text.utf8)) } catch {
        throw FileError(
          .inputOutput, path: path, problem: "cannot be written: \(error.localizedDescription)",
          remedy: "make room or choose another place")
      }
      text.removeAll(keepingCapacity: true)
    }
    for hook in try selection.hooks(of: self) {
      let places = try selection.places(of: hook)
      let labels = TraceSelection.indices(places, of: hook).map { CSVPlace($0, of: hook) }
      try forEachPortion(selection.gradients ? .gradient : .activation, hook.name, of: try range(selection)) {
        (slice) throws(TraceError) in
        for problem in slice.problems {
          let row = slice[problem: problem]
          for place in labels {
            let value = row[row.startIndex + place.index]
            text += "\(hook.name),\(problem),\(place.text),\(precision == .float64 ? "\(value)" : "\(Float(value))")\n"
          }
        }
        count += slice.problems.count * labels.count
        do throws(FileError) { try flush() } catch { throw .output(error) }
      }
    }
    try pending.commit()
    return count
  }

  /// Writes a part of the trace as NumPy's archive: an array `[problem, ...]` a hook, and `problem`, `a`, `b`, `answer`.
  /// - Returns: the number of values.
  /// - Throws: `HookSelectionError`, `LabelSelectionError`, `TraceError`, `FileError`.
  @discardableResult
  public func exportNPZ(_ selection: TraceSelection, to path: String) throws -> Int {
    let hooks = try selection.hooks(of: self)
    let range = try range(selection)
    var parts: [(hook: TraceHook, places: [[Int]], indices: [Int])] = []
    for hook in hooks {
      let places = try selection.places(of: hook)
      parts.append((hook, places, TraceSelection.indices(places, of: hook)))
    }
    let count = parts.reduce(0) { $0 + $1.indices.count * range.count }
    guard count <= Self.greatestArchive else {
      throw TraceError.description(
        "\(count) values are too many for one .npz, which takes \(Self.greatestArchive); choose fewer problems or hooks")
    }
    try AtomicFile.requirePlace(for: path)
    let problems = try readProblems(range)
    var tensors = [
      Tensor(name: "problem", shape: [range.count], integers: range.map { Int64($0) }),
      Tensor(name: "a", shape: [range.count], integers: problems.a),
      Tensor(name: "b", shape: [range.count], integers: problems.b),
      Tensor(name: "answer", shape: [range.count], integers: problems.answer),
    ]
    for (hook, places, indices) in parts {
      var values: [Double] = []
      try forEachPortion(selection.gradients ? .gradient : .activation, hook.name, of: range) { (slice) throws(TraceError) in
        for problem in slice.problems {
          let row = slice[problem: problem]
          for index in indices { values.append(row[row.startIndex + index]) }
        }
      }
      let shape = [range.count] + places.map(\.count)
      tensors.append(
        precision == .float64
          ? Tensor(name: hook.name, shape: shape, doubles: values)
          : Tensor(name: hook.name, shape: shape, floats: values.map { Float($0) }))
    }
    try NPZ.write(TensorArchive(tensors), to: path)
    return count
  }

  private func range(_ selection: TraceSelection) throws(TraceError) -> Range<Int> {
    let range = selection.problems ?? 0..<problemCount
    guard range.lowerBound >= 0, range.upperBound <= problemCount else { throw .outOfRange(range, count: problemCount) }
    return range
  }
}

/// Where a value stands, as three cells of a table.
private struct CSVPlace {
  let index: Int
  let text: String

  init(_ index: Int, of hook: TraceHook) {
    var cells = ["head": "", "position": "", "feature": ""]
    var rest = index
    for (number, dimension) in hook.dimensions.enumerated().reversed() {
      let place = rest % dimension.size
      rest /= dimension.size
      let isPosition = dimension.name == "position" || dimension.name == "query"
      let column = isPosition ? "position" : number == hook.dimensions.count - 1 ? "feature" : dimension.name
      cells[column] = dimension.labels?[place] ?? "\(place)"
    }
    self.index = index
    text = ["head", "position", "feature"].map { Self.quoted(cells[$0] ?? "") }.joined(separator: ",")
  }

  private static func quoted(_ cell: String) -> String {
    guard cell.contains(where: { ",\"\r\n".contains($0) }) else { return cell }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
