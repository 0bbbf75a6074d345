import Addition

/// The model that a figure is about, as captions name it.
public struct Subject: Hashable, Sendable {
  /// The checkpoint's name.
  public let name: String
  /// Its learned parameters.
  public let parameters: Int
  /// What is changed in what it computes, such as `blocks.0.hook_mlp_out=zero`.
  public let changes: [String]

  /// A checkpoint by name and size.
  public init(name: String, parameters: Int, changes: [String] = []) {
    self.changes = changes
    self.name = name
    self.parameters = parameters
  }

  /// Such as `checkpoint microadder-67p (67 parameters)`.
  var phrase: String {
    "checkpoint \(name) (\(grouped(parameters)) parameter\(parameters == 1 ? "" : "s"))"
      + (changes.isEmpty ? "" : " with \(QuantityText.list(changes))")
  }
}

extension ProblemSource {
  /// Such as `2,000 problems (suite carry, seed 1)`, `500 problems (sums.csv)` or `the sum 12 + 34`.
  var phrase: String {
    let number = count.map { "\(grouped($0)) problem\($0 == 1 ? "" : "s")" } ?? "problems"
    return switch self {
    case .sums: description
    case .file: "\(number) (\(fileName))"
    case .adderBoard, .uniform, .carry, .list: "\(number) (suite \(name)\(seed.map { ", seed \($0)" } ?? ""))"
    }
  }
}
