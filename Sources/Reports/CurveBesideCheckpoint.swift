import Checkpoints
import Files
import Foundation
import Training

extension TrainingCurve {
  /// The curve that lies beside a checkpoint's weights; nil if there is none.
  ///
  /// - Parameter checkpoint: the checkpoint's folder, or its file.
  /// - Throws: `FileError` if the curve is there but cannot be read or makes no sense.
  public static func beside(checkpoint: String) throws(FileError) -> TrainingCurve? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: checkpoint, isDirectory: &isFolder) else { return nil }
    let folder = isFolder.boolValue ? URL(filePath: checkpoint) : URL(filePath: checkpoint).deletingLastPathComponent()
    let path = folder.appending(path: RunFolder.curveName).path
    return FileManager.default.fileExists(atPath: path) ? try read(path) : nil
  }
}
