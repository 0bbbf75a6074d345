/// The way to a field of a recipe's JSON: `learningRate.peak`, `sampling.curriculum[0].steps`.
public struct SettingPath: Hashable, Sendable {
  enum Step: Hashable, Sendable {
    case field(String)
    case element(Int)
  }

  /// As it was written.
  public let text: String
  let steps: [Step]

  /// Reads a path; nil if the text is none.
  public init?(_ text: String) {
    var steps: [Step] = []
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
      guard let name = pieces.first, !name.isEmpty, !name.contains("]") else { return nil }
      steps.append(.field(String(name)))
      for piece in pieces.dropFirst() {
        guard piece.hasSuffix("]"), let index = Int(piece.dropLast()), (0..<1_000_000).contains(index) else { return nil }
        steps.append(.element(index))
      }
    }
    guard !steps.isEmpty, steps.count <= 32 else { return nil }
    (self.text, self.steps) = (text, steps)
  }

  /// What names of variations call it: the architecture is what most sweeps are about, and goes without saying.
  var shortText: String {
    let prefix = "architecture."
    return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
  }
}

extension SettingValue {
  /// Why a path leads nowhere.
  struct NoSuchPlace: Error {
    let problem: String
  }

  /// Puts a value where a path leads; objects on the way that are not there are made. Null takes a field away.
  ///
  /// - Throws: `NoSuchPlace` where the way goes through what holds no such thing.
  mutating func set(_ path: SettingPath, to value: SettingValue) throws(NoSuchPlace) {
    try set(path.steps[...], "", to: value)
  }

  private mutating func set(
    _ steps: ArraySlice<SettingPath.Step>, _ way: String, to value: SettingValue
  ) throws(NoSuchPlace) {
    guard let step = steps.first else {
      self = value
      return
    }
    switch (step, self) {
    case (.field(let name), .object(var fields)):
      let place = way.isEmpty ? name : way + "." + name
      if steps.count == 1, value == .null {
        fields[name] = nil
      } else {
        var field = fields[name] ?? .null
        if field == .null, case .field? = steps.dropFirst().first { field = .object([:]) }
        try field.set(steps.dropFirst(), place, to: value)
        fields[name] = field
      }
      self = .object(fields)
    case (.element(let index), .list(var values)):
      guard values.indices.contains(index) else {
        throw NoSuchPlace(problem: "'\(way)' has \(values.count) elements, counted from 0, and none at \(index)")
      }
      try values[index].set(steps.dropFirst(), "\(way)[\(index)]", to: value)
      self = .list(values)
    case (.field(let name), _): throw NoSuchPlace(problem: "'\(way)' is no object and has no field '\(name)'")
    case (.element, _): throw NoSuchPlace(problem: "'\(way)' is no list")
    }
  }
}
