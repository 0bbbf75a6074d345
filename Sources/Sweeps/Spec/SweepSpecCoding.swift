import Foundation

extension SweepSpec {
  /// The spec as JSON for people: indented, keys sorted.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Names, numbers and what came from JSON encode.
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) + "\n" } ?? "{}\n"
  }
}

extension SweepSpec: Codable {
  private enum CodingKeys: CodingKey { case name, runs, success, keep }

  /// Decodes a spec; `success` and `keep` may be missing.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try fields.decode(String.self, forKey: .name), runs: try fields.decode([Entry].self, forKey: .runs),
      success: try fields.decodeIfPresent(Double.self, forKey: .success) ?? 0.99,
      keep: try fields.decodeIfPresent(Int.self, forKey: .keep) ?? 1)
  }

  /// Encodes all fields.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(name, forKey: .name)
    try fields.encode(runs, forKey: .runs)
    try fields.encode(success, forKey: .success)
    try fields.encode(keep, forKey: .keep)
  }
}

extension SweepSpec.Entry: Codable {
  private enum CodingKeys: CodingKey { case recipe, name, seeds, until, set, vary }

  /// Decodes an entry; only `recipe` and `seeds` must be there.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      recipe: try fields.decode(String.self, forKey: .recipe), name: try fields.decodeIfPresent(String.self, forKey: .name),
      seeds: try fields.decode(SeedList.self, forKey: .seeds), until: try fields.decodeIfPresent(Int.self, forKey: .until),
      set: try fields.decodeIfPresent(SweepSpec.Settings.self, forKey: .set) ?? .init(),
      vary: try fields.decodeIfPresent(SweepSpec.Grid.self, forKey: .vary) ?? .init())
  }

  /// Encodes the fields that say something.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(recipe, forKey: .recipe)
    try fields.encodeIfPresent(name, forKey: .name)
    try fields.encode(seeds, forKey: .seeds)
    try fields.encodeIfPresent(until, forKey: .until)
    if !set.all.isEmpty { try fields.encode(set, forKey: .set) }
    if !vary.axes.isEmpty { try fields.encode(vary, forKey: .vary) }
  }
}

extension SweepSpec.Settings: Codable {
  /// Encodes an object whose fields are paths.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: AnyField.self)
    for setting in all { try fields.encode(setting.value, forKey: AnyField(stringValue: setting.path)) }
  }

  /// Decodes an object whose fields are paths.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: AnyField.self)
    self.init(try fields.allKeys.map { Setting($0.stringValue, try fields.decode(SettingValue.self, forKey: $0)) })
  }
}

extension SweepSpec.Grid: Codable {
  /// Encodes an object whose fields are paths and whose values are lists.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: AnyField.self)
    for axis in axes { try fields.encode(axis.values, forKey: AnyField(stringValue: axis.path)) }
  }

  /// Decodes an object whose fields are paths and whose values are lists.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: AnyField.self)
    self.init(try fields.allKeys.map { Axis($0.stringValue, try fields.decode([SettingValue].self, forKey: $0)) })
  }
}
