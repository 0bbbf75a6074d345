import Addition
import Interpretability
import Plotting

extension Figure {
  /// What an attribution study found.
  public static func attribution(_ study: AttributionStudy, of subject: Subject) -> Figure {
    Figure(height: 100, Panel())
  }
}
