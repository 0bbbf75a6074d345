import Checkpoints
import Files
import Foundation
import Sweeps

/// The sources' models trained again, many seeds each: families of recipes, one sweep a family.
public struct Reproduction: Sendable {
  /// Recipes that belong together, and the sweep that trains them.
  public struct Family: Sendable {
    /// The name of its folder.
    public let name: String
    /// A heading.
    public let title: String
    /// Which recipes, how many seeds of each.
    public let spec: SweepSpec
  }

  /// What a source tells of a model.
  struct Told: Decodable, Sendable {
    /// The share of sums right; nil where it tells none.
    let share: Double?
    /// What else.
    let note: String?
  }

  /// Recipes that differ in one thing.
  struct Effect: Decodable, Sendable {
    let title: String
    let recipes: [String]
  }

  /// All families, in the page's order.
  public let families: [Family]
  let told: [String: Told]
  let effects: [Effect]

  /// The reproduction that is built into the program.
  ///
  /// - Throws: `FieldError` if a file of it is damaged, which a test excludes.
  public init() throws {
    struct Sources: Decodable {
      struct Family: Decodable {
        let name, title: String
      }
      let families: [Family]
      let told: [String: Told]
      let effects: [Effect]
    }
    let specs = [
      PackageResources.microadder_json, PackageResources.period12_json, PackageResources.gptacc_json,
      PackageResources.lowrank_json, PackageResources.qwen3_json, PackageResources.appendix_a_json,
    ]
    let sources = try FieldDecoder.decode(Sources.self, from: PackageResources.sources_json)
    let byName = Dictionary(try specs.map { try FieldDecoder.decode(SweepSpec.self, from: $0) }.map { ($0.name, $0) }) { $1 }
    families = sources.families.compactMap { family in
      byName[family.name].map { Family(name: family.name, title: family.title, spec: $0) }
    }
    (told, effects) = (sources.told, sources.effects)
  }

  init(families: [Family], told: [String: Told] = [:], effects: [Effect] = []) {
    (self.families, self.told, self.effects) = (families, told, effects)
  }

  /// The recipes of all families.
  public var recipes: [String] { families.flatMap { $0.spec.runs.map(\.recipe) } }

  /// The families that a list of names of families and recipes asks for, each with the recipes that are wanted of it; nil for all
  /// of a family's.
  ///
  /// - Throws: `ReproductionError.unknown` for a name that is neither.
  public func chosen(_ names: [String]) throws(ReproductionError) -> [(family: Family, only: Set<String>?)] {
    for name in names where !families.contains(where: { $0.name == name }) && !recipes.contains(name) {
      throw .unknown(name, families: families.map(\.name))
    }
    if names.isEmpty { return families.map { ($0, nil) } }
    return families.compactMap { family in
      if names.contains(family.name) { return (family, nil) }
      let own = Set(family.spec.runs.map(\.recipe)).intersection(names)
      return own.isEmpty ? nil : (family, own)
    }
  }

  /// The folder of a family's sweep.
  public static func folder(of family: Family, in folder: String) -> SweepFolder {
    SweepFolder(Folder.path(of: family.name, in: folder))
  }

  /// What the sweeps of a folder have come to; a family that has not begun is not there.
  ///
  /// - Throws: `FileError`, `SweepError` for a store that is damaged or of another reproduction.
  public func results(in folder: String) throws -> [String: SweepResults] {
    var results: [String: SweepResults] = [:]
    for family in families {
      let sweep = Self.folder(of: family, in: folder)
      guard sweep.holdsSweep else { continue }
      let found = try sweep.store().results()
      if let difference = try family.spec.plan(source: family.name).difference(from: found.plan) {
        throw SweepError.otherSpec(path: sweep.path, difference: difference)
      }
      results[family.name] = found
    }
    return results
  }
}

/// Why a reproduction cannot be made.
public enum ReproductionError: Error, Hashable, CustomStringConvertible {
  /// There is no such family or recipe.
  case unknown(String, families: [String])

  /// One line.
  public var description: String {
    switch self {
    case .unknown(let name, let families):
      "there is no family and no recipe '\(name)' in the reproduction; families are \(families.joined(separator: ", "))"
    }
  }
}
