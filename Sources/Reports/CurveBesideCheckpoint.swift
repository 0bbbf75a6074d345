import Files
import Training

extension TrainingCurve {
  /// The curve that lies beside a checkpoint's weights; nil if there is none.
  ///
  /// - Parameter checkpoint: the checkpoint's folder, or its file.
  /// - Throws: `FileError` if the curve is there but cannot be read or makes no sense.
  public static func beside(checkpoint: String) throws(FileError) -> TrainingCurve? {
    guard let path = file(RunFolder.curveName, besideCheckpoint: checkpoint) else { return nil }
    return try read(path)
  }
}
