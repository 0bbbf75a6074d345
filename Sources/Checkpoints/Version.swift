/// The suite as a whole.
public enum CarryScope {
  /// The version, as `analyze --version` prints it and files record it.
  public static let version = "0.1.0"
}
