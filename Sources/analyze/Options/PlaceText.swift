import Arguments
import Transformer

extension Program {
  /// The parts of hooks that a text names as interventions do, without what becomes of them: each as its donor's.
  /// - Throws: `InterventionTextError` about the text as it was typed.
  func places(_ text: String) throws -> [Intervention] {
    guard !text.contains("=") || text.contains("[") else {
      throw ValidationError("'\(text)' names a place and needs no '='; such as blocks.0.mlp.hook_post[Z*, 1]")
    }
    do throws(InterventionTextError) {
      return try interventions(parsing: text + "=donor")
    } catch {
      throw InterventionTextError(text: text, letter: min(error.letter, max(text.count, 1)), problem: error.problem)
    }
  }
}
