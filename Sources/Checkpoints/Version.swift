/// The suite's version.
public enum Version {
  /// As `analyze --version` prints it and files record it.
  public static let current = "0.1.0"
}
