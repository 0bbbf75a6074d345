import Checkpoints
import Files
import Foundation

extension RunFolder {
  /// The files that make up a checkpoint: its weights, and the run's recipe, curve and state where the path is a folder or the
  /// `model.safetensors` in it. They need not all exist.
  ///
  /// - Parameter checkpoint: the path of a checkpoint, a folder or a file.
  public static func files(ofCheckpointAt checkpoint: String) -> [String] {
    let names = [Checkpoint.fileName, recipeName, curveName, stateName]
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: checkpoint, isDirectory: &isFolder) else { return [] }
    if isFolder.boolValue { return names.map { Folder.path(of: $0, in: checkpoint) } }
    let parts = checkpoint.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.last == Substring(Checkpoint.fileName) else { return [checkpoint] }
    return names.map { (parts.dropLast() + [Substring($0)]).joined(separator: "/") }
  }
}
