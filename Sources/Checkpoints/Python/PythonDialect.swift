/// What a model can be written as in Python.
public enum PythonDialect: String, Sendable, CaseIterable {
  /// A `torch.nn.Module` in float32 whose learned numbers are its parameters.
  case torch
  /// NumPy, in float64.
  case numpy
  /// NumPy, with AdderBoard's 10,010 sums: the file, run as a program, checks itself.
  case adderboard
}

/// What the two libraries call the same things.
struct PythonLibrary {
  let isTorch: Bool

  init(_ dialect: PythonDialect) { isTorch = dialect == .torch }

  var name: String { isTorch ? "torch" : "np" }

  func array(_ text: String) -> String { isTorch ? "torch.tensor(\(text))" : "np.array(\(text))" }

  func joined(_ parts: [String], axis: Int) -> String {
    let list = "[\(parts.joined(separator: ", "))]"
    return isTorch ? "torch.cat(\(list), \(axis))" : "np.concatenate(\(list), \(axis))"
  }

  func stacked(_ parts: [String], axis: Int) -> String { "\(name).stack([\(parts.joined(separator: ", "))], \(axis))" }

  func call(_ function: String, _ argument: String) -> String { "\(name).\(function)(\(argument))" }

  func mean(_ x: String) -> String { "\(x).mean(-1, \(isTorch ? "keepdim" : "keepdims")=True)" }

  func repeated(_ x: String, _ count: Int, axis: Int) -> String {
    isTorch ? "\(x).repeat_interleave(\(count), \(axis))" : "\(x).repeat(\(count), \(axis))"
  }
}
