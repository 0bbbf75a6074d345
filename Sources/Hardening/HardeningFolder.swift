import Addition
import Certificates
import Checkpoints
import Files
import Foundation
import Training
import Transformer

/// A hardening on disk: `hardening.json` (the plan), `hardening.csv` (a line for each round), `model.safetensors` (the best weights),
/// `certificate.json` (where they are proved), and `hardening.safetensors` (what is needed to go on).
///
/// Every file is replaced as a whole, the state last: whatever cuts it off, the rounds before are there, and it goes on from them.
public struct HardeningFolder: Sendable {
  /// Where the folder is.
  public let path: String

  /// A folder that need not exist yet.
  public init(_ path: String) { self.path = path }

  /// The plan's file name.
  public static let planName = "hardening.json"
  /// The file name of the table of rounds.
  public static let tableName = "hardening.csv"
  /// The proof's file name.
  public static let certificateName = CertificateFile.usualName
  /// The resumable state's file name.
  public static let stateName = "hardening.safetensors"
  /// The note of a checkpoint that says how many rounds there were.
  public static let noteName = "hardened"

  /// The best weights' path.
  public var model: String { file(Checkpoint.fileName) }
  /// The proof's path, where there is one.
  public var certificate: String { file(Self.certificateName) }
  /// Whether there is a hardening to go on with.
  public var holdsHardening: Bool { holds(Self.stateName) }

  /// Whether any file is here that a new one would replace.
  var isTaken: Bool {
    RunFolder(path).isTaken || [Self.planName, Self.tableName, Self.certificateName, Self.stateName].contains(where: holds)
  }

  private func file(_ name: String) -> String { Folder.path(of: name, in: path) }
  private func holds(_ name: String) -> Bool { !path.isEmpty && FileManager.default.fileExists(atPath: file(name)) }

  /// Writes the plan.
  func save(_ plan: HardeningPlan) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(String(decoding: try encoder.encode(plan), as: UTF8.self) + "\n", to: file(Self.planName))
  }

  /// Writes what has been found; the state goes last.
  func save(_ state: HardeningState, _ plan: HardeningPlan, _ program: Program, certificate: Certificate?) throws {
    try AtomicFile.write(state.rounds.csv, to: file(Self.tableName))
    let best = try Model(program, weights: state.best)
    let notes = [
      "recipe": plan.recipe.name, "seed": "\(plan.recipe.seed)",
      Self.noteName: "\(state.rounds.best?.round ?? 0) rounds",
    ]
    let checkpoint = Checkpoint(name: plan.recipe.name, model: best, notes: notes)
    try checkpoint.write(to: model)
    if let certificate {
      let subject = CertificateFile.Subject(name: checkpoint.name, weightsSHA256: checkpoint.weightsSHA256.hex)
      try AtomicFile.write(try certificate.fileText(of: subject), to: self.certificate)
    }
    try SafeTensors.write(state.archive, to: file(Self.stateName))
  }

  /// Reads where a hardening was.
  func load() throws -> (plan: HardeningPlan, state: HardeningState) {
    let plan = try loadPlan()
    let stateFile = file(Self.stateName)
    return (plan, try HardeningState(try SafeTensors.read(stateFile), path: stateFile))
  }

  /// What the plan and the table of rounds tell, which stay when the state has been thrown away.
  ///
  /// - Throws: `FileError` if one cannot be read or makes no sense; `RecipeError` for a plan that makes none.
  public func record() throws -> HardeningRecord {
    HardeningRecord(plan: try loadPlan(), rounds: try .read(file(Self.tableName)))
  }

  private func loadPlan() throws -> HardeningPlan {
    let planFile = file(Self.planName)
    let bytes = try InputFile.read(planFile, upTo: 1 << 26)
    let plan: HardeningPlan
    do throws(FieldError) { plan = try FieldDecoder.decode(from: bytes) } catch {
      throw RecipeError(source: planFile, problem: error.description)
    }
    try plan.validate()
    return plan
  }
}
