import Addition
import Plotting

/// What a key is to a digit, as colors: the place itself in blues, the place below in warm colors.
enum RoleColors {
  static func color(_ role: KeyRole) -> Color {
    switch role {
    case .firstDigit: .blue
    case .secondDigit: .sky
    case .previousFirstDigit: .vermilion
    case .previousSecondDigit: .orange
    case .previousAnswerDigit: .green
    case .equals: .purple
    case .other: Color(0xC4C9CE)
    }
  }
}
