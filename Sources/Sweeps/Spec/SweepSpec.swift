import Checkpoints
import Files

/// What a sweep trains, as people write it:
///
///     {"name": "widths", "runs": [
///       {"recipe": "gptacc-777p", "seeds": "1-8", "set": {"steps": 9000},
///        "vary": {"learningRate.peak": [0.01, 0.02], "architecture.mlp.hidden": [7, 14]}}]}
///
/// `plan(source:)` makes of it what is run.
public struct SweepSpec: Hashable, Sendable {
  /// One recipe, its seeds and its variations.
  public struct Entry: Hashable, Sendable {
    /// A shipped recipe's name or a JSON file.
    public var recipe: String
    /// What variations are called by; nil for the recipe's name.
    public var name: String?
    /// The seeds of every variation, in the order in which they are tried.
    public var seeds: SeedList
    /// A variation ends with the shortest prefix of its seeds that holds so many successes; nil for all seeds.
    public var until: Int?
    /// Fields of the recipe's JSON that are changed in all variations.
    public var set: Settings
    /// Fields that take several values: every combination is a variation.
    public var vary: Grid

    /// An entry of a spec.
    public init(
      recipe: String, name: String? = nil, seeds: SeedList, until: Int? = nil, set: Settings = Settings(), vary: Grid = Grid()
    ) {
      (self.recipe, self.name, self.seeds, self.until, self.set, self.vary) = (recipe, name, seeds, until, set, vary)
    }
  }

  /// Values by path, in the order in which they are written.
  public struct Settings: Hashable, Sendable {
    /// One change.
    public struct Setting: Hashable, Sendable {
      /// Where, such as `learningRate.peak`.
      public let path: String
      /// What.
      public let value: SettingValue

      /// A value and where it goes.
      public init(_ path: String, _ value: SettingValue) {
        (self.path, self.value) = (path, value)
      }
    }

    /// In order.
    public var all: [Setting]

    /// These changes.
    public init(_ all: [Setting] = []) { self.all = all }
  }

  /// Lists of values by path, in the order in which they are written.
  public struct Grid: Hashable, Sendable {
    /// One path and its values.
    public struct Axis: Hashable, Sendable {
      /// Where, such as `architecture.mlp.hidden`.
      public let path: String
      /// What, one after another.
      public let values: [SettingValue]

      /// Values and where they go.
      public init(_ path: String, _ values: [SettingValue]) {
        (self.path, self.values) = (path, values)
      }
    }

    /// In order; the last changes fastest.
    public var axes: [Axis]

    /// A grid of these axes.
    public init(_ axes: [Axis] = []) { self.axes = axes }
  }

  /// What the sweep is called.
  public var name: String
  /// What is run.
  public var runs: [Entry]
  /// The validation exact match, 0...1, from which on a run's best weights are a success.
  public var success: Double
  /// How many of a variation's best runs are kept as checkpoints.
  public var keep: Int

  /// The validation exact match from which a run is a success unless a spec says otherwise.
  public static let usualSuccess = 0.99

  /// A spec.
  public init(name: String, runs: [Entry], success: Double = Self.usualSuccess, keep: Int = 1) {
    (self.name, self.runs, self.success, self.keep) = (name, runs, success, keep)
  }

  /// Reads a JSON file.
  ///
  /// - Throws: `FileError` if it cannot be read, `SweepError.spec` if it is no spec; whether it makes sense shows its plan.
  public static func read(_ path: String) throws -> SweepSpec {
    let bytes = try InputFile.read(path, upTo: 1 << 20)
    do throws(FieldError) { return try FieldDecoder.decode(from: bytes) } catch {
      throw SweepError.spec(source: path, problem: error.description)
    }
  }
}
