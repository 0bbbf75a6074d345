import Checkpoints
import Hardening

extension HardeningRecord {
  /// What the files beside a checkpoint's weights tell of its hardening; nil where there are none, or the weights do not say that they
  /// were hardened.
  ///
  /// - Parameter path: the checkpoint's folder, or its file.
  /// - Throws: `FileError` or `RecipeError` if the files are there but cannot be read or make no sense.
  static func beside(_ checkpoint: Checkpoint, at path: String) throws -> HardeningRecord? {
    guard checkpoint.notes[HardeningFolder.noteName] != nil, let plan = file(HardeningFolder.planName, besideCheckpoint: path),
      file(HardeningFolder.tableName, besideCheckpoint: path) != nil
    else { return nil }
    return try HardeningFolder(String(plan.dropLast(HardeningFolder.planName.count))).record()
  }
}
