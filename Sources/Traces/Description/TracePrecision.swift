/// The floating-point format of a trace's activations.
public enum TracePrecision: String, CaseIterable, Codable, Hashable, Sendable {
  /// Half precision: half the bytes, three digits. Values above 65,504 do not fit, and a recording that meets one fails.
  case float16
  /// What the fast engine computes.
  case float32
  /// What the exact engine computes, with libm's elementary functions.
  case float64

  var elementType: ElementType {
    switch self {
    case .float16: .float16
    case .float32: .float32
    case .float64: .float64
    }
  }

  init?(_ type: ElementType) {
    switch type {
    case .float16: self = .float16
    case .float32: self = .float32
    case .float64: self = .float64
    case .uint8, .int64: return nil
    }
  }
}
