import Files
import Foundation

/// The path of a file that lies beside a checkpoint's weights; nil if there is none of this name.
///
/// - Parameter checkpoint: the checkpoint's folder, or its file.
func file(_ name: String, besideCheckpoint checkpoint: String) -> String? {
  var isFolder: ObjCBool = false
  guard FileManager.default.fileExists(atPath: checkpoint, isDirectory: &isFolder) else { return nil }
  // By hand, because a URL would make the path absolute, and errors name files as the user does.
  let path =
    if isFolder.boolValue {
      Folder.path(of: name, in: checkpoint)
    } else if let slash = checkpoint.lastIndex(of: "/") {
      String(checkpoint[...slash]) + name
    } else {
      name
    }
  return FileManager.default.fileExists(atPath: path) ? path : nil
}
